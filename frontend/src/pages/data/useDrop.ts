/** Dropping files anywhere on the page. */
import { useEffect, useLayoutEffect, useRef, useState } from "react"
import { sayProblem } from "../../ui/toasts"
import { takeDrops } from "./upload/drops"
import type { Given } from "./upload/files"

/** Whether files are held over the page now. */
export function useDrop(enabled: boolean, onGive: (files: Given[]) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onGive)
  useEffect(() => {
    latest.current = onGive
  })
  // Before anything can be seen: who sees where to drop may drop at once.
  useLayoutEffect(() => (enabled ? takeDrops({ over: setOver, give: (files) => latest.current(files), failed: sayProblem }) : undefined), [enabled])
  return over
}
