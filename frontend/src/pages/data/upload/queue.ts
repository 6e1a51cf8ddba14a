/** Files on their way to the server: what may happen to each, and in what order they go. */
import { newId } from "../../../editor-core/ids"

export const RATES = ["native", "1", "2", "5", "10"] as const

/** Several at a time keep the line full when files are small. */
export const AT_ONCE = 3

export type UploadState =
  | "waiting"
  | "uploading"
  /** The line broke; it goes on by itself. */
  | "resuming"
  | "paused"
  /** Begun before a reload; the browser no longer has the file. */
  | "wanted"
  | "processing"
  | "ready"
  | "failed"

/** What becomes of files that are given. */
export interface Giving {
  /** Frames a second to keep, or "native". */
  readonly rate: string
  readonly dataset: number | null
  /** Each frame becomes a clip of its own. */
  readonly asFrames: boolean
}

export interface Upload extends Giving {
  readonly id: string
  /** The name under which the server knows it: asking twice begins it once. */
  readonly key: string
  readonly name: string
  readonly folder: string
  readonly size: number
  readonly state: UploadState
  readonly sent: number
  /** Bytes a second. */
  readonly speed: number | null
  readonly problem: string
  readonly itemId: number | null
  /** The server has all of it: what fails from then on is the clip, not the upload. */
  readonly arrived: boolean
  /** The clip that was made of the same bytes before, until somebody says what is to become of both. */
  readonly twin: number | null
}

/** A file that was here already, and the clip that it became once more. */
export interface Doubled extends Upload {
  readonly itemId: number
  readonly twin: number
}

export type Uploads = readonly Upload[]

/** A file that was just given. */
export function newUpload(id: string, { name, size }: { name: string; size: number }, folder: string, giving: Giving): Upload {
  const begun = { state: "waiting", sent: 0, speed: null, problem: "", itemId: null, arrived: false, twin: null } as const
  return { id, key: newId(), name, folder, size, ...giving, ...begun }
}

/** The uploads with something about one changed. */
export function changed(uploads: Uploads, id: string, change: Partial<Upload>): Uploads {
  return uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload))
}

/** The uploads with these added; what is already there is given again and takes its old place. */
export function added(uploads: Uploads, more: Uploads): Uploads {
  const known = new Set(more.map(({ id }) => id))
  const again = uploads.map((upload) => more.find(({ id }) => id === upload.id) ?? upload)
  const kept = new Set(uploads.map(({ id }) => id))
  return [...again, ...more.filter(({ id }) => known.has(id) && !kept.has(id))]
}

/** Those that may start now. */
export function startable(uploads: Uploads): Uploads {
  const busy = uploads.filter(({ state }) => state === "uploading" || state === "resuming").length
  return uploads.filter(({ state }) => state === "waiting").slice(0, Math.max(0, AT_ONCE - busy))
}

/** A given file that is still to be sent is one that can be continued, not a second one. */
export function isUnfinished({ state, arrived }: Upload): boolean {
  return state === "wanted" || state === "paused" || (state === "failed" && !arrived)
}

/** What is on its way, or has just arrived: given again, it is not sent again. */
export function isUnderWay({ state }: Upload): boolean {
  return ["waiting", "uploading", "resuming", "processing"].includes(state)
}

/** Nothing more is to be done about it here. */
export function isOver({ state, arrived }: Upload): boolean {
  return state === "ready" || (state === "failed" && arrived)
}

/** The server has it, and prepares it. */
export function isAwaited(upload: Upload): upload is Upload & { readonly itemId: number } {
  return upload.state === "processing" && upload.itemId !== null
}

/** It may be skipped. Frames that become clips of their own are not what their video is. */
export function isDoubled(upload: Upload): upload is Doubled {
  return upload.twin !== null && upload.itemId !== null && !upload.asFrames
}

/** How many are on the server. */
export function uploadedCount(uploads: Uploads): number {
  return uploads.filter(({ arrived }) => arrived).length
}

/** Seconds until all is sent, or null where nothing moves. */
export function secondsLeft(uploads: Uploads): number | null {
  const moving = uploads.filter(({ state }) => state === "uploading")
  const speed = moving.reduce((sum, upload) => sum + (upload.speed ?? 0), 0)
  if (speed <= 0) return null
  const open = uploads.filter(({ state }) => ["waiting", "uploading", "resuming"].includes(state))
  return open.reduce((sum, { size, sent }) => sum + size - sent, 0) / speed
}

/** A smoothed speed after some bytes in some time. */
export function smoothed(before: number | null, bytes: number, milliseconds: number): number {
  const now = (bytes * 1000) / Math.max(1, milliseconds)
  return before === null ? now : before * 0.8 + now * 0.2
}

interface Known {
  readonly name: string
  readonly size: number
  readonly lastModified: number
}

/** What makes a file the same file after a reload: the browser tells no path but that below what was given. */
export function fingerprint(projectId: number, rate: string, folder: string, { name, size, lastModified }: Known): string {
  return ["cliploop", projectId, rate, name, size, lastModified, ...(folder === "" ? [] : [folder])].join("|")
}

/** The upload that a given file goes on with: its own, else one that came with a folder and is given alone. */
export function begunWith(uploads: Uploads, projectId: number, folder: string, file: Known): Upload | undefined {
  const open = uploads.filter(isUnfinished)
  const fits = (upload: Upload, below: string) => upload.id === fingerprint(projectId, upload.rate, below, file)
  return open.find((upload) => fits(upload, folder)) ?? (folder === "" ? open.find((upload) => fits(upload, upload.folder)) : undefined)
}
