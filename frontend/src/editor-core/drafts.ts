/** What one person left as it is now, kept in the browser for a while: begun spans, rows as they were put, last decisions. */
import type { Database } from "./database"
import { KEPT_MS } from "./stacks"

interface Draft {
  readonly said: unknown
  readonly when: number
}

/** What was kept under a name; undefined where nothing was. It is kept for as long again. */
export async function draftOf<Said>(database: Database | null, key: string): Promise<Said | undefined> {
  const kept = await database?.get("drafts", key)
  if (kept === undefined) return undefined
  const { said } = dated(kept)
  // A disk that is full must not keep a clip closed.
  await keepDraft(database, key, said).catch(() => undefined)
  return said as Said
}

/** Keep something under a name; null forgets what was there. */
export async function keepDraft(database: Database | null, key: string, said: unknown): Promise<void> {
  if (said === null) await database?.delete("drafts", key)
  else await database?.put("drafts", { said, when: Date.now() } satisfies Draft, key)
}

/** Forget what nobody came back to for as long as steps can be undone. */
export async function sweepDrafts(database: Database, now = Date.now()): Promise<void> {
  const { store, done } = database.transaction("drafts", "readwrite")
  const [keys, kept] = await Promise.all([store.getAllKeys(), store.getAll()])
  for (const [at, key] of keys.entries()) {
    const { said, when } = dated(kept[at])
    if (when === 0) await store.put({ said, when: now } satisfies Draft, key)
    else if (when < now - KEPT_MS) await store.delete(key)
  }
  await done
}

/** Earlier pages did not say when they kept something. */
function dated(kept: unknown): Draft {
  const known = typeof kept === "object" && kept !== null && "said" in kept && "when" in kept
  return known ? (kept as Draft) : { said: kept, when: 0 }
}
