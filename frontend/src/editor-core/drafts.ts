/** What one person left as it is now, kept in the browser for a while: begun spans, rows as they were put, last decisions. */
import type { Database } from "./database"
import { KEPT_MS } from "./stacks"

/** What was kept under a name; undefined where nothing was. It is kept for as long again. */
export async function draftOf<Said>(database: Database | null, key: string): Promise<Said | undefined> {
  const kept = await database?.get("drafts", key)
  if (!kept) return undefined
  const { said } = kept
  // A disk that is full must not keep a clip closed.
  await keepDraft(database, key, said).catch(() => undefined)
  return said as Said
}

/** Keep something under a name; null forgets what was there. */
export async function keepDraft(database: Database | null, key: string, said: unknown): Promise<void> {
  if (said === null) await database?.delete("drafts", key)
  else await database?.put("drafts", { said, when: Date.now() }, key)
}

/** Forget what nobody came back to for as long as steps can be undone. */
export async function sweepDrafts(database: Database, now = Date.now()): Promise<void> {
  const { store, done } = database.transaction("drafts", "readwrite")
  const [keys, kept] = await Promise.all([store.getAllKeys(), store.getAll()])
  for (const [at, key] of keys.entries()) {
    if ((kept[at]?.when ?? 0) < now - KEPT_MS) await store.delete(key)
  }
  await done
}
