/** Which labels others are at: they changed them moments ago. */
import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { sessionQuery } from "../../api/queries"
import { subscribe } from "../../api/stream"
import type { Editor } from "../../editor-core/editor"

const FRESH_MS = 10_000

/** Who else changed a label last, by its id, for as long as that is fresh. */
export function useTouched({ desk, clip }: Editor): ReadonlyMap<string, number> {
  const me = useQuery(sessionQuery).data?.user?.id
  const [touched, setTouched] = useState<ReadonlyMap<string, readonly [by: number, edit: string]>>(new Map())
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const stop = subscribe(desk.projectId, {
      edit: ({ item_id, edit_id, by, records }) => {
        if (item_id !== clip.id || by === null || by === me) return
        setTouched((before) => new Map([...before, ...records.map(({ id }) => [id, [by, edit_id]] as const)]))
        const timer = setTimeout(() => {
          timers.delete(timer)
          setTouched((before) => new Map([...before].filter(([, [, edit]]) => edit !== edit_id)))
        }, FRESH_MS)
        timers.add(timer)
      },
    })
    return () => {
      stop()
      for (const timer of timers) clearTimeout(timer)
    }
  }, [desk, clip, me])
  return new Map([...touched].map(([id, [by]]) => [id, by]))
}
