/** Keys of the workspace: from a press to a command. */
import { useEffect } from "react"
import { COMMANDS } from "../editor-core/commands/registry"
import type { Editor } from "../editor-core/editor"
import { keymap, namesOf, takesKeys } from "../editor-core/keymap"

const MAP = keymap(COMMANDS)
/** Keys that belong to the button or link that has the focus. */
const OWN_KEYS = ["Space", "Enter"]

/** Listen to keys while the editor is on screen. */
export function useKeys(editor: Editor): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.isComposing && perform(editor, event)) event.preventDefault()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [editor])
}

/** Do what a press means. Answers whether it meant something. */
export function perform(editor: Editor, event: KeyboardEvent): boolean {
  const name = namesOf(event).find((each) => MAP.has(each))
  const command = name === undefined ? undefined : MAP.get(name)
  if (name === undefined || !command) return false
  const target = event.target
  // Marked text is what is meant to be copied.
  if (name === "Ctrl+C" && window.getSelection()?.isCollapsed === false) return false
  if (takesKeys(target)) {
    if (name === "Esc" && target instanceof HTMLElement) target.blur()
    // Sending on is meant wherever one is typing.
    if (name !== "Ctrl+Enter") return false
  }
  const onControl = target instanceof HTMLElement && target.closest("button, a, summary, [role=slider]") !== null
  if (onControl && (OWN_KEYS.includes(name) || name.endsWith("Tab"))) return false
  if (event.repeat && command.group !== "Move" && !command.id.startsWith("nudge") && command.id !== "undo") return true
  if (command.when && !command.when(editor)) return name.startsWith("Ctrl+")
  command.run(editor, name)
  return true
}
