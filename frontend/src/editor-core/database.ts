/** What the browser keeps: edits on their way, undo steps and drafts, each bound to its user. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import type { Cursor, Draft, Letter, Step } from "./kept"

export interface Schema extends DBSchema {
  outbox: { key: number; value: Letter; indexes: { user: number } }
  history: { key: [string, number]; value: Step }
  cursors: { key: string; value: Cursor }
  drafts: { key: string; value: Draft }
}

export type Database = IDBPDatabase<Schema>

/** The editor's database, made on first use. */
export async function openDatabase(name = "cliploop-editor"): Promise<Database> {
  return await openDB<Schema>(name, 1, {
    upgrade(database) {
      const outbox = database.createObjectStore("outbox", { keyPath: "key", autoIncrement: true })
      outbox.createIndex("user", "user")
      database.createObjectStore("history")
      database.createObjectStore("cursors")
      database.createObjectStore("drafts")
    },
  })
}

/** Where one user's work on one clip is kept. */
export function deskKey(userId: number, clipId: number): string {
  return `${userId}:${clipId}`
}
