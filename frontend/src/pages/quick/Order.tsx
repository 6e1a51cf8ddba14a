/** What the order of the next clips follows. The clips on the deck stay: only what comes behind them is ordered anew. */
import { plural, t } from "@lingui/core/macro"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { get } from "../../api/client"
import { subscribe } from "../../api/stream"

interface Instant {
  readonly state: "off" | "waiting" | "ready"
  readonly labeled: number
  readonly pool: number
  readonly unseen: number
  readonly seconds: number | null
  readonly error: string
  readonly retry_at: string | null
}

/** A new order comes well within a second; after this one it is late, and that is said. */
const LATE_MS = 5_000
/** An order that nobody makes any more tells nothing by itself. */
const LOOK_MS = 10_000

export function Order({ projectId }: { projectId: number }) {
  const order = useOrder(projectId)
  const isLate = useLate(order?.state === "waiting")
  if (!order || order.state === "off") return null
  return (
    <li className="order" title={order.error}>
      {isLate && !order.error ? t`The next order is late: it will follow your labels` : wordsOf(order)}
      {order.pool > 0 && <span>{plural(order.pool, { one: "# clip waits", other: "# clips wait" })}</span>}
    </li>
  )
}

function wordsOf({ error, retry_at, seconds, labeled }: Instant): string {
  if (error && retry_at) return t`The order does not follow your labels now: it is tried again soon`
  if (error) return t`The order does not follow your labels: it is tried again with the next one`
  if (seconds === null) return t`The order is being made`
  return labeled > 0 ? t`Order follows your last label` : t`Typical clips come first until something is labeled`
}

function useOrder(projectId: number): Instant | undefined {
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: ["project", projectId, "instant"],
    queryFn: ({ signal }) => get<Instant>(`/projects/${projectId}/instant`, {}, signal),
    refetchInterval: LOOK_MS,
  })
  useEffect(() => {
    const stale = () => void client.invalidateQueries({ queryKey: ["project", projectId, "instant"] })
    return subscribe(projectId, { instant: stale, listening: stale, missed: stale })
  }, [client, projectId])
  return data
}

function useLate(waits: boolean): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!waits) return
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [waits])
  return isLate
}
