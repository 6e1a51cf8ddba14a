/** Menus of commands, each with the key that does the same. */
import { t } from "@lingui/core/macro"
import { IconDots } from "@tabler/icons-react"
import { command } from "../editor-core/commands/registry"
import { said } from "../editor-core/words"
import { later } from "../ui/later"
import type { MenuParts } from "../ui/opening/OpenMenu"
import { useEditor, useView } from "./context"
import { IconMenu } from "./IconMenu"
import { Key } from "./parts"
import { useKeyOf } from "./shortcuts"

const MoreItems = later(async () => (await import("./MoreItems")).MoreItems)

/** What is done besides the buttons: what plays and moves the playhead, or what is done with labels and their view. */
export function More({ of }: { of: "playing" | "labeling" }) {
  const label = of === "playing" ? t`More ways to play and to move` : t`More for labels and the view`
  return (
    <IconMenu label={label} position="top" width={304} items={(Menu) => <MoreItems of={of} Menu={Menu} />}>
      <IconDots size={16} stroke={1.6} />
    </IconMenu>
  )
}

/** An item that runs a command; grayed out where it cannot be done now. */
export function CommandItem({ id, Menu, stays = false }: { id: string; Menu: MenuParts; stays?: boolean }) {
  const editor = useEditor()
  const { label, run, when } = command(id)
  const key = useKeyOf(id)
  const possible = useView(() => !when || when(editor))
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
