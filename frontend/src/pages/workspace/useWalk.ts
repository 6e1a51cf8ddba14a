/** The way through the clips of the filter in the address. */
import { useEffect, useState } from "react"
import { get, type Query } from "../../api/client"
import type { Facets, Item, Page } from "../../api/types"
import { useChanges } from "../../editor/context"
import type { Address } from "./useAddress"
import { type Listed, Walk } from "./walk"

const PAGE = 200

/** The same for as long as the filter stays, whatever becomes of its clips. */
export function useWalk({ projectId, itemId, search }: Address): Walk {
  const filter = filterOf(search)
  const of = JSON.stringify([projectId, filter])
  const begin = () => ({ of, walk: new Walk(listOf(projectId, filter), of, sessionStorage) })
  const [known, setKnown] = useState(begin)
  const current = known.of === of ? known : begin()
  if (current !== known) setKnown(current)
  const { walk } = current
  useChanges(walk)
  useEffect(() => {
    // Whoever goes on is told what is wrong; until then nothing is missing.
    walk.visit(itemId).catch(() => undefined)
  }, [walk, itemId])
  return walk
}

/** The clips of a filter that can be opened, unless it asks for others. */
function listOf(projectId: number, filter: Query): Listed {
  const path = `/projects/${projectId}/items`
  const asked = { state: "ready", ...filter }
  return {
    page: async (cursor) => {
      const { results, next } = await get<Page<Item>>(path, { ...asked, limit: PAGE, cursor })
      return { ids: results.map(({ id }) => id), next }
    },
    count: async () => (await get<Facets>(`${path}/facets`, asked)).total,
  }
}

/** The filter in the address: all of it that is not about this clip. */
function filterOf(search: Address["search"]): Query {
  const filter = Object.entries(search).filter(([key]) => key !== "f" && key !== "o")
  return Object.fromEntries(filter.map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]))
}
