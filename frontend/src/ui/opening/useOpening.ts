/** A button that opens something beside itself, before what it opens is loaded. */
import { type KeyboardEvent, useId, useState } from "react"

/** What the opened part has to know: the button beside which it stands, and whether it shows. */
export interface Opening {
  readonly id: string
  readonly button: HTMLButtonElement | null
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
}

/** Whether it is open, where that is kept elsewhere. */
export interface Held {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
}

/** `asked`: whether it was ever open. The ids are those that Mantine gives to a target and its dropdown, so that each names the other. */
export function useOpening(popup: "menu" | "dialog", held?: Held) {
  const id = useId()
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const [own, setOwn] = useState(false)
  const opened = held?.open ?? own
  const onChange = held?.onOpen ?? setOwn
  const [asked, setAsked] = useState(false)
  if (opened && !asked) setAsked(true)
  const opening: Opening = { id, button, opened, onChange }
  const target = {
    ref: setButton,
    id: `${id}-target`,
    "aria-haspopup": popup,
    "aria-expanded": opened,
    ...(opened ? { "aria-controls": `${id}-dropdown` } : {}),
    onClick: () => onChange(!opened),
    // What is open hears of Esc only once it has the focus.
    onKeyDown: (event: KeyboardEvent) => event.key === "Escape" && onChange(false),
  } as const
  return { opening, target, asked }
}
