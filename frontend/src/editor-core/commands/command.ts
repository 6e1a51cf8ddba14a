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

/** Hear of everything that may say whether a command can be done now: labels, steps, the frame, the view. */
export function hearOf({ view, store, player, desk }: Editor, listener: () => void): () => void {
  const stops = [view, store, player, desk.history].map(({ subscribe }) => subscribe(listener))
  return () => stops.forEach((stop) => stop())
}
