/** Who gets the focus back from a dialog. A menu that led to one is gone by the time a slow line has brought the dialog, and its item with it. */

let last: HTMLElement | null = null
let lastOpener: HTMLElement | null = null

addEventListener("focusin", ({ target }) => note(target))

/** What has the focus, or had it until it went away. Of a menu, what opened it; of a dialog, in whose place another comes, what opened that. */
export function opener(): HTMLElement | null {
  const here = document.activeElement
  if (here === document.body) return last?.isConnected ? null : lastOpener
  note(here)
  return lastOpener
}

function note(here: EventTarget | null): void {
  if (!(here instanceof HTMLElement) || here.closest("[role=dialog]")) return
  last = here
  const menu = here.closest("[role=menu]")
  // Mantine's ids of a button and of what it opened differ at their ends only.
  lastOpener = menu ? document.getElementById(menu.id.replace(/dropdown$/, "target")) : here
}
