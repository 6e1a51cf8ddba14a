/** Small parts that say one thing: a stage, a class, a tag, a person, a key. */
import { t } from "@lingui/core/macro"
import { IconUser } from "@tabler/icons-react"
import type { ReactNode } from "react"
import type { Person, TagSummary } from "../api/types"
import { decimal, initials, personColor } from "./words"

const STAGE_COLORS: Readonly<Record<string, string>> = {
  dataset: "var(--t3)",
  annotate: "var(--accent-fill)",
  review: "var(--warn)",
  complete: "var(--ok)",
  model: "var(--model)",
  consensus: "var(--model)",
}

/** The color of a kind of stage. */
export function stageColor(kind: string): string {
  return STAGE_COLORS[kind] ?? "var(--line-strong)"
}

/** The dot of a kind of stage. Its name stands beside it. */
export function StageDot({ kind }: { kind: string }) {
  return <span className="dot" style={{ "--c": stageColor(kind) }} />
}

/** The square in a class's color; beyond twelve classes the color repeats with a dot. */
export function ClassSwatch({ slot, large = false }: { slot: number; large?: boolean }) {
  const style = { "--c": `var(--class-${((slot - 1) % 12) + 1})` }
  return <span className={`sw${slot > 12 ? " dotted" : ""}${large ? " lg" : ""}`} style={style} />
}

/** A label on a card: a person's is solid, a model's dashed violet with its confidence. */
export function TagChip({ tag, slot }: { tag: TagSummary; slot: number }) {
  const model = tag.source === "model"
  return (
    <span className={model ? "tag model" : "tag"} title={model ? t`${tag.class}, a model's guess` : tag.class}>
      <ClassSwatch slot={slot} />
      <span className="name cut">{tag.class}</span>
      {tag.source === "import" && <span aria-label="imported">↓</span>}
      {model && tag.confidence !== null && <span className="num">{decimal(tag.confidence, 2)}</span>}
    </span>
  )
}

/** A key that does the same. */
export function KeyHint({ children }: { children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>
}

/** A person's initials; a dashed circle for nobody. */
export function Avatar({ person, large = false }: { person: Person | null; large?: boolean }) {
  if (!person) {
    return (
      <span className="av none" role="img" aria-label={t`Not assigned`} title={t`Not assigned`}>
        <IconUser size={12} stroke={1.6} aria-hidden />
      </span>
    )
  }
  return (
    <span
      className={large ? "av lg" : "av"}
      role="img"
      aria-label={person.name}
      title={person.name}
      style={{ "--a": personColor(person.id) }}
    >
      {initials(person.name)}
    </span>
  )
}

/** The head of a page: its name, a note, and what one can do. */
export function PageHeader({ title, note, children }: { title: string; note?: string; children?: ReactNode }) {
  return (
    <header className="top">
      <h1>{title}</h1>
      {note && <span className="t3 num cut">{note}</span>}
      <span className="grow" />
      {children}
    </header>
  )
}

interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** What goes here, and the one next thing to do. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="empty">
      {icon && <span className="icon">{icon}</span>}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** A gray shape where something will stand; it shows after 200 ms only. */
export function Skeleton({ width = "100%", height = 20 }: { width?: number | string; height?: number | string }) {
  return <span className="skeleton" aria-hidden style={{ display: "block", width, height }} />
}

/** Gray rows where a table will stand. */
export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  return (
    <div className="stack" role="status" aria-busy="true" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} width={`${90 - (row % 3) * 12}%`} />
      ))}
    </div>
  )
}

/** How far something is; without a total only that it runs. */
export function ProgressBar({ share, label, color }: { share: number; label: string; color?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div className="bar" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <i style={{ width: `${percent}%`, ...(color ? { background: color } : {}) }} />
    </div>
  )
}
