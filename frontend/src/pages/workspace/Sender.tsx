/** Sends what waits, on every page: also what a tab that is closed by now could not send. */
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { sessionQuery } from "../../api/queries"
import { useLast } from "../../ui/useLast"
import { officeOf } from "./office"

/** How long a letter of a closed tab waits at most for another page. */
const LOOK_MS = 20_000

export function Sender() {
  const { data: session, dataUpdatedAt } = useQuery({ ...sessionQuery, enabled: false })
  useSending(useLast(session?.user?.id), dataUpdatedAt)
  return null
}

/** Send whenever the way may be free again; signing in again refreshes the session. */
function useSending(userId: number | undefined, sessionAt: number): void {
  useEffect(() => {
    if (userId === undefined) return undefined
    const resume = () => void officeOf(userId).then(({ outbox }) => outbox.resume())
    const look = () => void officeOf(userId).then(({ outbox }) => outbox.takeOver())
    const timer = setInterval(look, LOOK_MS)
    window.addEventListener("online", resume)
    window.addEventListener("focus", resume)
    resume()
    return () => {
      clearInterval(timer)
      window.removeEventListener("online", resume)
      window.removeEventListener("focus", resume)
    }
  }, [userId, sessionAt])
}
