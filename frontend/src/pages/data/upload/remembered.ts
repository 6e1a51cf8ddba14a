/** What a reload must not lose: which files were on their way, and the way back to them. */
import { type DBSchema, openDB } from "idb"
import type { Upload } from "./queue"

type Kept = Pick<Upload, "id" | "name" | "folder" | "size" | "rate" | "sent" | "itemId">

/** Earlier pages did not keep all of it. */
export interface Remembered extends Kept, Partial<Pick<Upload, "key" | "dataset" | "asFrames">> {
  readonly projectId: number
  /** Whose it is: it goes on for nobody else who uses this browser. */
  readonly user?: number
  readonly handle: FileSystemFileHandle | null
}

interface Schema extends DBSchema {
  uploads: { key: string; value: Remembered; indexes: { project: number } }
}

let opening: ReturnType<typeof open> | null = null

function open() {
  return openDB<Schema>("cliploop-uploads", 1, {
    upgrade(database) {
      database.createObjectStore("uploads", { keyPath: "id" }).createIndex("project", "projectId")
    },
  })
}

function database() {
  opening ??= open()
  return opening
}

/** Write an upload down. Without a database uploads work, but do not survive a reload. */
export async function remember(upload: Remembered): Promise<void> {
  await (await database()).put("uploads", upload)
}

export async function forget(id: string): Promise<void> {
  await (await database()).delete("uploads", id)
}

/** One upload, if it did not end. */
export async function recalled(id: string): Promise<Remembered | undefined> {
  return (await database()).get("uploads", id)
}

/** The uploads of a project that one person began and that did not end. */
export async function remembered(projectId: number, user: number): Promise<Remembered[]> {
  const all = await (await database()).getAllFromIndex("uploads", "project", projectId)
  return all.filter((upload) => (upload.user ?? user) === user)
}
