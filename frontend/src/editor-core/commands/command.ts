/** What a command is: something one can do on the workspace, by key, button or palette. */
import type { Editor } from "../editor"
import type { Action } from "../keys/shortcuts"

export type Group = "Play" | "Move" | "Label" | "Draw" | "Decide" | "View" | "Work"

export interface Command extends Action {
  readonly group: Group
  readonly run: (editor: Editor, key: string) => void
  /** Whether it can be done now; always, where left out. */
  readonly when?: (editor: Editor) => boolean
}
