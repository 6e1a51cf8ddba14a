/** Small parts that many components of the workspace share. */
import type { ReactNode } from "react"
import { command } from "../editor-core/commands/registry"
import { useEditor } from "./context"
import { named, useKeyOf } from "./shortcuts"

/** The color of a class by its slot; slots repeat beyond the last. */
export function classColor(slot: number): string {
  return `var(--class-${((slot - 1) % 12) + 1})`
}

/** The square in a class's color. Beyond twelve classes the color repeats with a dot. */
export function Swatch({ slot }: { slot: number }) {
  const style = { "--c": classColor(slot) }
  return <span className={slot > 12 ? "ws-swatch dotted" : "ws-swatch"} style={style} />
}

export function Key({ children }: { children: ReactNode }) {
  return <kbd className="ws-kbd">{children}</kbd>
}

/** The key that a command has for this person; nothing where it has none. */
export function KeyOf({ id }: { id: string }) {
  const key = useKeyOf(id)
  return key === "" ? null : <Key>{key}</Key>
}

interface IconButtonProps {
  readonly label: string
  readonly children: ReactNode
  readonly onClick: () => void
  /** The command that it runs, where it is one. */
  readonly command?: string
  readonly small?: boolean
  readonly pressed?: boolean
  readonly disabled?: boolean
}

/** A button that shows an icon; its name is read aloud and shown on hover. */
export function IconButton({ label, children, onClick, command: id, small, pressed, disabled }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`ws-icon${small ? " small" : ""}${pressed ? " on" : ""}`}
      aria-label={label}
      title={label}
      data-command={id}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  )
}

/** A button for a command: its label, its key, its icon. */
export function CommandButton({ id, children, small }: { id: string; children: ReactNode; small?: boolean }) {
  const editor = useEditor()
  const { label, run, when } = command(id)
  const key = useKeyOf(id)
  const perform = () => {
    if (!when || when(editor)) run(editor, key)
  }
  return (
    <IconButton label={named(label, key)} command={id} onClick={perform} small={small ?? false}>
      {children}
    </IconButton>
  )
}

const AVATAR_COLORS = ["#8a4b2f", "#4a4fa3", "#2f6f5e", "#7a3f78", "#5a6577"]

/** A person's initials in a colored circle. */
export function Avatar({ id, name }: { id: number; name: string }) {
  const initials = name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase()
  return (
    <span className="ws-avatar" style={{ background: AVATAR_COLORS[id % AVATAR_COLORS.length] }} title={name}>
      {initials}
    </span>
  )
}
