/** What else may be set of a training, folded away: shots, the seed, and all that the network and the way have. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useId, useState } from "react"
import { optionsQuery } from "../../api/learningQueries"
import type { Project } from "../../api/types"
import { Skeleton } from "../../ui/parts"
import { NumberField } from "./NumberField"
import { OptionField } from "./OptionField"
import { without } from "./training"
import type { Training } from "./useTraining"

export function MoreOptions({ project, training }: { project: Project; training: Training }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { changed, asked, change } = training
  const count = Object.keys(changed).filter((key) => key !== "folder").length + (asked.seed > 0 ? 1 : 0) + (asked.follow_shots ? 1 : 0)
  return (
    <div className="md-fold">
      <div className="row">
        <button type="button" className="btn ghost sm md-more" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {open ? t`Fewer options` : t`More options`}
        </button>
        {count > 0 && <span className="t3 s12">{plural(count, { one: "# changed", other: "# changed" })}</span>}
        {Object.keys(changed).length > 0 && (
          <button type="button" className="btn ghost sm" onClick={() => change({ options: "folder" in changed ? { folder: changed.folder } : undefined })}>
            <Trans>Reset</Trans>
          </button>
        )}
      </div>
      <div id={id} hidden={!open} className="md-options">
        {open && <Fields project={project} training={training} />}
      </div>
    </div>
  )
}

function Fields({ project, training }: { project: Project; training: Training }) {
  const { isAll, asked, change } = training
  return (
    <>
      <Checkbox
        label={t`Follow shots`}
        description={t`Where shots were found, nothing that the model looks at goes over a cut, in training and in predictions.`}
        checked={asked.follow_shots}
        onChange={(event) => change({ shots: event.currentTarget.checked })}
      />
      <NumberField
        label={t`Seed`}
        hint={t`The same data and seed give the same split and model.`}
        whole
        low={0}
        high={2 ** 31 - 1}
        value={asked.seed}
        onChange={(seed) => change({ seed: seed ?? 0 })}
      />
      {!isAll && <OwnFields project={project} training={training} />}
    </>
  )
}

/** What this network and this way have, as the server tells it. */
function OwnFields({ project, training }: { project: Project; training: Training }) {
  const { use, entry, regime, preset, changed, classes, picked, change } = training
  const way = { entry: entry?.key ?? "", regime: regime?.key ?? "", preset }
  const { data } = useQuery({ ...optionsQuery(project.id, way), enabled: entry !== undefined && regime !== undefined })
  if (!data) return <Skeleton height={120} />
  return data
    .filter(({ key }) => key !== "folder")
    .map((option) => ({ ...option, default: use?.options[option.key] ?? option.default }))
    .map((option) => (
      <OptionField
        key={option.key}
        option={option}
        value={changed[option.key] ?? option.default}
        classes={classes.filter(({ id }) => picked.includes(id))}
        onChange={(value) => change({ options: value === undefined ? without(changed, option.key) : { ...changed, [option.key]: value } })}
      />
    ))
}
