/** A command in a menu, with the key that does the same. */
import { useCallback, useSyncExternalStore } from "react"
import { hearOf } from "../editor-core/commands/command"
import { command } from "../editor-core/commands/registry"
import type { Editor } from "../editor-core/editor"
import { said } from "../editor-core/words"
import type { MenuParts } from "../ui/opening/OpenMenu"
import { useEditor } from "./context"
import { Key } from "./parts"
import { useKeyOf } from "./shortcuts"

/** An item that runs a command; grayed out where it cannot be done now. */
export function CommandItem({ id, Menu, stays = false }: { id: string; Menu: MenuParts; stays?: boolean }) {
  const editor = useEditor()
  const { label, run, when } = command(id)
  const key = useKeyOf(id)
  const possible = useCan(when)
  return (
    <Menu.Item
      data-command={id}
      data-keeps-focus={stays || undefined}
      disabled={!possible}
      closeMenuOnClick={!stays}
      onClick={() => run(editor, key)}
      rightSection={key && <Key>{key}</Key>}
    >
      {said(label)}
    </Menu.Item>
  )
}

/** Whether something can be done now, whatever part of the editor says so; always, where nothing is asked. */
function useCan(when: ((editor: Editor) => boolean) | undefined): boolean {
  const editor = useEditor()
  const subscribe = useCallback((listener: () => void) => hearOf(editor, listener), [editor])
  return useSyncExternalStore(subscribe, () => !when || when(editor))
}
