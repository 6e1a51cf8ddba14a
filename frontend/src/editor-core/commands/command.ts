/** What a command is: something one can do on the workspace, by key, button or palette. */
import type { Editor } from "../editor"

export type Group = "Play" | "Move" | "Label" | "Draw" | "Decide" | "View" | "Work"

export interface Command {
  readonly id: string
  readonly label: string
  readonly group: Group
  /** Names of keys as `namesOf` gives them; the first one is shown. */
  readonly keys: readonly string[]
  readonly run: (editor: Editor, key: string) => void
  /** Whether it can be done now; always, where left out. */
  readonly when?: (editor: Editor) => boolean
}
