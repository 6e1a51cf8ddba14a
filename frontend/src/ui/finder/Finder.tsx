/** The palette and the list of shortcuts, by key from every page. */
import { useEffect } from "react"
import { sessionQuery } from "../../api/queries"
import { isCovered, takesKeys } from "../../editor-core/keymap"
import { EVERYWHERE } from "../../editor-core/keys/pages"
import { keymap, meaning } from "../../editor-core/keys/shortcuts"
import { client } from "../../queryClient"
import { later } from "../later"
import { preferences, tasteOf } from "../preferences"
import { open, useOpened } from "./offers"

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

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return
  const taste = tasteOf(preferences())
  const found = meaning(keymap(EVERYWHERE, taste), event, taste)
  if (!found || !client.getQueryData(sessionQuery.queryKey)?.user) return
  // The palette is meant wherever one is typing, unless a dialog is open; a question mark may be text.
  if (found.action.id === "palette" ? isCovered() : takesKeys(event.target)) return
  event.preventDefault()
  open(found.action.id)
}
