/** What keys do on every page. Apart from those of single pages, which no other page needs to load. */
import { msg } from "@lingui/core/macro"
import type { Action } from "./shortcuts"

/** The palette, the list of shortcuts and the way from region to region, on every page. */
export const EVERYWHERE = [
  { id: "palette", label: msg`Find anything: actions, pages, clips, classes`, group: "View", keys: ["Ctrl+K"] },
  { id: "help", label: msg`Shortcuts`, group: "View", keys: ["?"] },
  { id: "next-region", label: msg`Next region of the page`, group: "View", keys: ["F6"] },
  { id: "previous-region", label: msg`Previous region`, group: "View", keys: ["Shift+F6"] },
] as const satisfies readonly Action[]
