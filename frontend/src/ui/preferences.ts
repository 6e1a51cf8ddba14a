/** What the person prefers, as the server keeps it: here at once, and in every open page. */
import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { patch } from "../api/client"
import { sessionQuery } from "../api/queries"
import type { Preferences } from "../api/types"
import { type Taste, USUAL } from "../editor-core/keys/shortcuts"
import { client } from "../queryClient"

interface News {
  readonly user: number
  readonly preferences: Preferences
}

const NOTHING: Preferences = {}
const channel = new BroadcastChannel("cliploop.preferences")

channel.onmessage = ({ data }: MessageEvent<News>) => {
  if (client.getQueryData(sessionQuery.queryKey)?.user?.id === data.user) put(data.preferences)
}

/** What the person prefers now; nothing before that is known. */
export function preferences(): Preferences {
  return client.getQueryData(sessionQuery.queryKey)?.preferences ?? NOTHING
}

/** What the person prefers; the component renders again when it changes. */
export function usePreferences(): Preferences {
  return useQuery({ ...sessionQuery, enabled: false }).data?.preferences ?? NOTHING
}

/** Prefer something else: null takes a part away, the rest stays. Throws what the server says against it. */
export async function prefer(change: Preferences): Promise<void> {
  const user = client.getQueryData(sessionQuery.queryKey)?.user?.id
  if (user === undefined) return
  put(merged(preferences(), change))
  try {
    const kept = await patch<Preferences>("/me/preferences", change)
    put(kept)
    channel.postMessage({ user, preferences: kept } satisfies News)
  } catch (error) {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    throw error
  }
}

function put(kept: Preferences): void {
  client.setQueryData(sessionQuery.queryKey, (before) => before && { ...before, preferences: kept })
}

/** Remember something in this browser alone; where that keeps nothing, or is full, that is no reason to stop. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It holds for as long as the page does.
  }
}

type Part = Readonly<Record<string, unknown>>

/** A value with the parts of another; null takes one away (RFC 7396), and so it goes of which nothing is left. Twin: accounts/preferences.py. */
export function merged<Whole extends object>(stored: Whole, given: Whole): Whole {
  const result: Record<string, unknown> = Object.fromEntries(Object.entries(stored))
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    const kept = isPart(value) ? merged(isPart(result[name]) ? result[name] : {}, value) : value
    if (kept === null || (isPart(kept) && Object.keys(kept).length === 0)) Reflect.deleteProperty(result, name)
    else result[name] = kept
  }
  return result as Whole
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The keys that a person prefers. */
export function tasteOf({ layout, keys, single_keys }: Preferences): Taste {
  const own = Object.entries(keys ?? {}).flatMap(([id, chosen]): [string, string[]][] => (chosen ? [[id, chosen]] : []))
  return { layout: layout ?? null, keys: Object.fromEntries(own), singles: single_keys ?? USUAL.singles }
}

/** The keys that the person prefers; the component renders again when they change. */
export function useTaste(): Taste {
  const kept = usePreferences()
  return useMemo(() => tasteOf(kept), [kept])
}
