/** The two menus of commands without a button of their own. */
import { t } from "@lingui/core/macro"
import { IconDots } from "@tabler/icons-react"
import { later } from "../ui/later"
import { IconMenu } from "./IconMenu"

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
