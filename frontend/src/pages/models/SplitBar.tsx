/** Who trains and who judges, as a bar with counts. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import type { Split, SplitPart } from "../../api/learningTypes"
import { count } from "../../ui/words"

const NAMES: Readonly<Record<string, MessageDescriptor>> = { train: msg`train`, validation: msg`val`, test: msg`test` }
const TONES: Readonly<Record<string, string>> = { train: "#2f6beb", validation: "#5a6577", test: "#363d48" }

export function SplitBar({ split }: { split: Split }) {
  const parts = split.parts.filter(({ items }) => items > 0)
  return (
    <div className="md-split" role="img" aria-label={parts.map(spoken).join(", ")}>
      {parts.map((part) => (
        <i key={part.name} style={{ flexGrow: part.items, background: TONES[part.name] ?? "#5a6577" }} title={spoken(part)}>
          <span className="cut num">
            {count(part.items)} {nameOf(part.name)}
          </span>
        </i>
      ))}
    </div>
  )
}

function nameOf(part: string): string {
  const name = NAMES[part]
  return name ? i18n._(name) : ""
}

/** A part of a split as the head of a column. */
export function partTitle(part: string): string {
  if (part === "train") return t`Train`
  if (part === "validation") return t`Validation`
  return part === "test" ? t`Test` : t`Fold ${part}`
}

function spoken({ name, items, sources }: SplitPart): string {
  const part = partTitle(name)
  return t`${count(items)} clips of ${count(sources)} recordings in ${part}`
}
