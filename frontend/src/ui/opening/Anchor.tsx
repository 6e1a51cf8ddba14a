/** Where a loaded part stands, and when it opens. */
import { type Ref, useImperativeHandle, useLayoutEffect, useState } from "react"

/** Stands in for a button that is on the page already; it is not drawn again, so that it keeps the focus. */
export function Anchor({ to, ref }: { to: HTMLElement | null; ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => to, [to])
  return null
}

/** Whether to open now: never at once, for Mantine learns only from a change who had the focus and gets it back. */
export function useOpenedOnce(opened: boolean): boolean {
  const [there, setThere] = useState(false)
  useLayoutEffect(() => setThere(true), [])
  return there && opened
}
