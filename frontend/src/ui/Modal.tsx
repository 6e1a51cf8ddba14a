/** A dialog that gives the focus back. Ours are made anew each time they open, which Mantine's own return of the focus does not know. */
import { Modal as Dialog, type ModalProps } from "@mantine/core"
import { useEffect, useState } from "react"

let lastOpener: HTMLElement | null = null

export function Modal(props: ModalProps) {
  const [opener] = useState(openedBy)
  useEffect(
    () => () => {
      // Who went on to something else meanwhile stays there.
      queueMicrotask(() => {
        if (document.activeElement === document.body) opener?.focus()
      })
    },
    [opener],
  )
  return <Dialog {...props} />
}

/** What has the focus now. Of a menu, which closes, what opened it; of a dialog, in whose place another comes, what opened that. */
function openedBy(): HTMLElement | null {
  const here = document.activeElement
  if (here?.closest("[role=dialog]")) return lastOpener
  const menu = here?.closest("[role=menu]")
  const from = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : here
  lastOpener = from instanceof HTMLElement ? from : null
  return lastOpener
}
