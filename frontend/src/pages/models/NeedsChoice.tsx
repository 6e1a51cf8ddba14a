/** What a way to train is given beside labels: versions to learn from and to begin with, clips without labels. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select } from "@mantine/core"
import type { Model } from "../../api/learningTypes"
import { percent } from "../../ui/words"
import { takes } from "./training"
import type { Training } from "./useTraining"

const FROM_ITS_OWN = "own"

export function NeedsChoice({ training: { regime, teachers, teacher, starts, asked, entry, change } }: { training: Training }) {
  return (
    <>
      {takes(regime, "teacher") &&
        (teachers.length > 0 ? (
          <Select
            label={t`Learn from`}
            classNames={{ label: "md-label" }}
            description={t`It says what it thinks of every clip, and the new model learns that as well as the labels.`}
            inputWrapperOrder={["label", "input", "description"]}
            allowDeselect={false}
            data={teachers.map(version)}
            value={teacher ? String(teacher.id) : null}
            onChange={(id) => id !== null && change({ teacher: Number(id) })}
          />
        ) : (
          <p className="note"><Trans>There is no model yet that knows all of these classes. Train one first, or choose another way.</Trans></p>
        ))}
      {starts.length > 0 && (
        <Select
          label={t`Begin with`}
          classNames={{ label: "md-label" }}
          allowDeselect={false}
          data={[{ value: FROM_ITS_OWN, label: entry?.weights === "packaged" ? t`The weights that come with it` : t`Nothing, or the operator's weights` }, ...starts.map(version)]}
          value={asked.start === null ? FROM_ITS_OWN : String(asked.start)}
          onChange={(id) => change({ start: id === null || id === FROM_ITS_OWN ? null : Number(id) })}
        />
      )}
      {takes(regime, "pool") && <p className="t3 s12"><Trans>Clips that nobody labeled teach it as well. The split says how many.</Trans></p>}
    </>
  )
}

/** A version as a choice: its name, and how good it is. */
function version({ id, name, metrics }: Model): { value: string; label: string } {
  return { value: String(id), label: t`${name} · macro F1 ${percent(metrics.macro_f1)}` }
}
