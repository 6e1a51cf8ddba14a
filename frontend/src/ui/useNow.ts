/** The time, told again each half minute, so that ages on the page stay true. */
import { useEffect, useState } from "react"

const EVERY_MS = 30_000

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
