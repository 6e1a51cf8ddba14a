/** Which network, and how it is trained. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, Select } from "@mantine/core"
import type { ZooEntry } from "../../api/learningTypes"
import { decimal } from "../../ui/words"
import { regimeChoice } from "./runWords"
import type { Training } from "./useTraining"

export function HowChoice({ training: { zoo, entry, regime, shots, change } }: { training: Training }) {
  return (
    <>
      <Select
        label={t`Model`}
        classNames={{ label: "md-label" }}
        // A model out of a folder must be told the folder, for which there is no field here.
        data={zoo.filter(({ weights }) => weights !== "folder").map((one) => ({ value: one.key, label: `${one.name} · ${parameters(one)}` }))}
        value={entry?.key ?? null}
        onChange={(key) => change(key === null ? {} : { entry: key })}
        description={entry && `${entry.summary}${entry.weights === "random" ? ` ${t`Starts from nothing.`}` : ""}`}
        inputWrapperOrder={["label", "input", "description"]}
      />
      <fieldset className="md-set">
        <legend><Trans>How to train</Trans></legend>
        {entry?.regimes.map((each) => {
          const { title, about } = regimeChoice(each)
          return (
            <label key={each} className={each === regime ? "md-opt on" : "md-opt"}>
              <input type="radio" name="regime" value={each} checked={each === regime} onChange={() => change({ regime: each })} />
              <span>
                <span className="b5">{title}</span>
                <br />
                <span className="t2 s12">{about}</span>
              </span>
            </label>
          )
        })}
      </fieldset>
      <Checkbox
        label={t`Follow shots`}
        description={t`Where shots were found, nothing that the model looks at goes over a cut, in training and in predictions.`}
        checked={shots}
        onChange={(event) => change({ shots: event.currentTarget.checked })}
      />
    </>
  )
}

/** 3.4 M parameters, Apache-2.0 */
function parameters({ parameters: number, license }: ZooEntry): string {
  const millions = decimal(number / 1e6, number < 1e7 ? 1 : 0)
  return t`${millions} M parameters, ${license}`
}
