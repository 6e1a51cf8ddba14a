/** What a tool is: a key, and what a press of the pointer on the picture begins. */
import type { Editor } from "../editor"
import type { ToolId } from "../viewState"
import type { Words } from "../words"
import type { Gesture, Press } from "./gesture"

export interface Tool {
  readonly id: ToolId
  readonly label: Words
  readonly key: string
  readonly cursor: string
  /** Begin a drag, or answer null when a press alone did it. */
  press(editor: Editor, press: Press): Gesture | null
  /** Enter where nothing else takes it. */
  confirm?(editor: Editor): void
}
