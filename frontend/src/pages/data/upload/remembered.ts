/** What a reload must not lose: which files were on their way, and the way back to them. */
import { type DBSchema, openDB } from "idb"

export interface Remembered {
  readonly id: string
  readonly projectId: number
  readonly name: string
  readonly folder: string
  readonly size: number
  readonly rate: string
  readonly sent: number
  readonly itemId: number | null
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

/** The uploads of a project that did not end. */
export async function remembered(projectId: number): Promise<Remembered[]> {
  return (await database()).getAllFromIndex("uploads", "project", projectId)
}
