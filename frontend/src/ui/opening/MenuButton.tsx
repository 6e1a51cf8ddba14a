/** A button with a menu. The menu is loaded after the page has painted; a click before that waits for it. */
import type { ComponentProps } from "react"
import { later } from "../later"
import type { OpenMenu as Loaded } from "./OpenMenu"
import { type Held, type Opening, useOpening } from "./useOpening"

const OpenMenu = later(async () => (await import("./OpenMenu")).OpenMenu)

type Menu = Omit<ComponentProps<typeof Loaded>, keyof Opening>

interface MenuButtonProps extends Menu, Omit<ComponentProps<"button">, "id" | "ref" | "onClick" | keyof Menu> {
  /** Where something else opens the menu too. */
  readonly held?: Held | undefined
  readonly "data-keeps-focus"?: boolean
}

export function MenuButton({ position, width, items, held, ...button }: MenuButtonProps) {
  const { opening, target, asked } = useOpening("menu", held)
  return (
    <>
      <button type="button" {...button} {...target} />
      {asked && <OpenMenu {...opening} position={position} width={width} items={items} />}
    </>
  )
}
