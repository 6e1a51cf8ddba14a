/** Keys of the workspace: from a press to a command. */
import { useEffect } from "react"
import type { Command } from "../editor-core/commands/command"
import { COMMANDS } from "../editor-core/commands/registry"
import type { Editor } from "../editor-core/editor"
import { isCovered, isOwnKey, takesKeys } from "../editor-core/keymap"
import { keymap, meaning, type Taste } from "../editor-core/keys/shortcuts"
import { useTaste } from "../ui/preferences"

/** Listen to keys while the editor is on screen. */
export function useKeys(editor: Editor): void {
  const taste = useTaste()
  useEffect(() => {
    const map = keymap(COMMANDS, taste)
    const press = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.isComposing && perform(editor, event, map, taste)) event.preventDefault()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [editor, taste])
}

/** Do what a press means. Answers whether it meant something. */
function perform(editor: Editor, event: KeyboardEvent, map: ReadonlyMap<string, Command>, taste: Taste): boolean {
  const found = meaning(map, event, taste)
  if (!found) return false
  const { action: command, key } = found
  const target = event.target
  // Marked text is what is meant to be copied.
  if (command.id === "copy" && window.getSelection()?.isCollapsed === false) return false
  if (takesKeys(target)) {
    if (command.id === "cancel" && target instanceof HTMLElement) target.blur()
    // Sending on, and leaving for the next region, are meant wherever one is typing.
    if (!EVERYWHERE.includes(command.id) || isCovered()) return false
  }
  if (isOwnKey(target, key) || (key.endsWith("Tab") && onControl(target))) return false
  if (event.repeat && command.group !== "Move" && !REPEATED.test(command.id)) return true
  if (command.when && !command.when(editor)) return key.startsWith("Ctrl+")
  command.run(editor, key)
  return true
}

const EVERYWHERE = ["submit", "next-region", "previous-region"]
const REPEATED = /^(nudge-.*|undo|up|down)$/

function onControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, summary, input, [role=slider]") !== null
}
