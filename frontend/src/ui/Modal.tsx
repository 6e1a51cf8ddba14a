/** A dialog that gives the focus back. Ours are made anew each time they open, which Mantine's own return of the focus does not know. */
import { Modal as Dialog, type ModalProps } from "@mantine/core"
import { useEffect, useState } from "react"
import { opener } from "./opening/opener"

export function Modal(props: ModalProps) {
  const [from] = useState(opener)
  useEffect(
    () => () => {
      // Who went on to something else meanwhile stays there.
      queueMicrotask(() => {
        if (document.activeElement === document.body) from?.focus()
      })
    },
    [from],
  )
  return <Dialog {...props} />
}
