/** Who trains and who judges, as a bar with counts. */
import type { Split, SplitPart } from "../../api/learningTypes"
import { count } from "../../ui/words"

const NAMES: Readonly<Record<string, string>> = { train: "train", validation: "val", test: "test" }
const TONES: Readonly<Record<string, string>> = { train: "#2f6beb", validation: "#5a6577", test: "#363d48" }

export function SplitBar({ split }: { split: Split }) {
  const parts = split.parts.filter(({ items }) => items > 0)
  return (
    <div className="md-split" role="img" aria-label={parts.map(spoken).join(", ")}>
      {parts.map((part) => (
        <i key={part.name} style={{ flexGrow: part.items, background: TONES[part.name] ?? "#5a6577" }} title={spoken(part)}>
          <span className="cut num">
            {count(part.items)} {NAMES[part.name] ?? ""}
          </span>
        </i>
      ))}
    </div>
  )
}

function spoken({ name, items, sources }: SplitPart): string {
  const part = NAMES[name] === undefined ? `fold ${name}` : name
  return `${count(items)} clips of ${count(sources)} source videos in ${part}`
}
