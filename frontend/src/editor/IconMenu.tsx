/** A small button that shows an icon and opens a menu; its name is read aloud and shown on hover. */
import type { ComponentProps } from "react"
import { MenuButton } from "../ui/opening/MenuButton"

interface IconMenuProps extends Omit<ComponentProps<typeof MenuButton>, "className" | "title" | "aria-label"> {
  readonly label: string
}

export function IconMenu({ label, ...menu }: IconMenuProps) {
  return <MenuButton {...menu} className="ws-icon small" aria-label={label} title={label} data-keeps-focus />
}
