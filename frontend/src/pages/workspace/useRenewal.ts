/** Keeps a clip readable for as long as it is open: the addresses of its files end after some hours. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import type { Item } from "../../api/types"
import type { FrameSource } from "../../editor-core/frames/source"
import { itemQuery } from "./clip"
import { mediaOf } from "./media"

/** How long before their end addresses are asked for anew: long enough for a server to be away meanwhile. */
const AHEAD_MS = 30 * 60_000
/** A clock that is wrong must not ask all the time. */
const LEAST_MS = 60_000

/** How long to wait before asking for an item's addresses anew; false where it has none. */
export function waitOf(item: Item | undefined, now: number): number | false {
  return item?.media ? Math.max(Date.parse(item.media.expires_at) - AHEAD_MS - now, LEAST_MS) : false
}

/** Give a clip other addresses in time, and at once where a file is refused. */
export function useRenewal(player: FrameSource | undefined, projectId: number | undefined, first: Item | undefined): void {
  const client = useQueryClient()
  const [project, itemId] = [projectId ?? 0, first?.id ?? 0]
  const { data: item } = useQuery({
    ...itemQuery(project, itemId),
    initialData: () => first,
    enabled: player !== undefined && first !== undefined,
    staleTime: 30_000,
    refetchInterval: ({ state }) => waitOf(state.data, Date.now()),
    refetchIntervalInBackground: true,
  })
  useEffect(() => {
    if (player && item?.id === itemId && item.state === "ready") player.extend(mediaOf(item).parts)
  }, [player, item, itemId])
  useEffect(() => {
    if (!player) return undefined
    return player.renewal.by(async () => mediaOf(await client.query({ ...itemQuery(project, itemId), staleTime: 0 })).parts)
  }, [client, player, project, itemId])
}
