/** The menu that a button opens, as it is loaded. */
import { Menu } from "@mantine/core"
import type { ReactNode } from "react"
import { Anchor, useOpenedOnce } from "./Anchor"
import "./opener"
import type { Opening } from "./useOpening"

/** The parts of a menu, handed to whoever says what it offers. */
export type MenuParts = Pick<typeof Menu, "Item" | "CheckboxItem" | "RadioGroup" | "RadioItem" | "Divider" | "Label">

interface OpenMenuProps extends Opening {
  readonly position: "top" | "top-start" | "bottom-end"
  readonly width: number
  readonly items: (parts: MenuParts) => ReactNode
}

export function OpenMenu({ id, button, opened, onChange, position, width, items }: OpenMenuProps) {
  return (
    <Menu id={id} opened={useOpenedOnce(opened)} onChange={onChange} position={position} width={width}>
      <Menu.Target>
        <Anchor to={button} />
      </Menu.Target>
      <Menu.Dropdown ref={markFirst} mah="60vh" style={{ overflowY: "auto" }}>{items(Menu)}</Menu.Dropdown>
    </Menu>
  )
}

/** The focus goes to the first item that can be chosen: Mantine would try the first of all, and a disabled one takes none. */
function markFirst(dropdown: HTMLElement | null): void {
  dropdown?.querySelector("[data-menu-item]:not(:disabled)")?.setAttribute("data-autofocus", "")
}
