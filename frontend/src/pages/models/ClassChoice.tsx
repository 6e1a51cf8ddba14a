/** Which classes to learn, each with how many clips that teach show it. */
import { Trans } from "@lingui/react/macro"
import { Checkbox } from "@mantine/core"
import { ClassSwatch } from "../../ui/parts"
import { count } from "../../ui/words"
import type { Training } from "./useTraining"

export function ClassChoice({ training: { classes, picked, labeled, change } }: { training: Training }) {
  const toggle = (id: number, on: boolean) => change({ classes: on ? [...picked, id] : picked.filter((each) => each !== id) })
  return (
    <fieldset className="md-set">
      <legend><Trans>Classes</Trans></legend>
      <ul className="md-checks md-classes">
        {classes.map(({ id, name, color }) => (
          <li key={id}>
            <Checkbox
              size="xs"
              checked={picked.includes(id)}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
              label={
                <span className="row">
                  <ClassSwatch slot={color} />
                  {name}
                </span>
              }
            />
            <span className="grow" />
            <span className="num t2">{labeled ? count(labeled.byClass[String(id)] ?? 0) : ""}</span>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
