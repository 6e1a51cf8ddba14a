/** What keys do on every page: the palette, the list of shortcuts, the way from region to region. */
import { useEffect } from "react"
import { sessionQuery } from "../../api/queries"
import { isCovered, takesKeys } from "../../editor-core/keymap"
import { EVERYWHERE } from "../../editor-core/keys/everywhere"
import { keymap, meaning } from "../../editor-core/keys/shortcuts"
import { client } from "../../queryClient"
import { later } from "../later"
import { preferences, tasteOf } from "../preferences"
import { offers, open, useOpened } from "./offers"
import { turnRegion } from "./regions"

const Palette = later(async () => (await import("./Palette")).Palette)
const HelpDialog = later(async () => (await import("./HelpDialog")).HelpDialog)

export function Finder() {
  const opened = useOpened()
  useEffect(() => {
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
  if (opened === null) return null
  return opened === "palette" ? <Palette /> : <HelpDialog />
}

const ACTS: Readonly<Record<(typeof EVERYWHERE)[number]["id"], () => void>> = {
  palette: () => open("palette"),
  help: () => open("help"),
  "next-region": () => turnRegion(1),
  "previous-region": () => turnRegion(-1),
}

/** Whether the page that is open has regions of its own, and goes from one to the next by itself. */
function turnsItself(id: string): boolean {
  return id.endsWith("-region") && offers().some((offer) => offer.id === id)
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return
  const taste = tasteOf(preferences())
  const found = meaning(keymap(EVERYWHERE, taste), event, taste)
  if (!found || !client.getQueryData(sessionQuery.queryKey)?.user) return
  const { id } = found.action
  // These are meant wherever one is typing, unless a dialog is open; a question mark may be text.
  if ((id === "help" ? takesKeys(event.target) : isCovered()) || turnsItself(id)) return
  event.preventDefault()
  ACTS[id]()
}
