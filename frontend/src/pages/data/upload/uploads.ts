/** The uploads of each project, alive across pages. */
import { t } from "@lingui/core/macro"
import { create, type StoreApi, type UseBoundStore } from "zustand"
import type { Given } from "./files"
import { added, changed, fingerprint, isUnfinished, newUpload, smoothed, startable, type Upload, type Uploads } from "./queue"
import { forget, remember, remembered } from "./remembered"
import { DirectSender, isDirect } from "./direct"
import { Sender } from "./sending"

/** What becomes of files that are given. */
export interface Giving {
  readonly rate: string
  readonly dataset: number | null
  /** Each frame becomes a clip of its own. */
  readonly asFrames: boolean
}

interface State {
  readonly uploads: Uploads
}

/** Everything about the uploads of one project. */
export class UploadDesk {
  readonly use: UseBoundStore<StoreApi<State>> = create<State>(() => ({ uploads: [] }))
  private readonly given = new Map<string, Given>()
  private readonly senders = new Map<string, Sender | DirectSender>()
  private readonly seen = new Map<string, { sent: number; at: number }>()
  private giving: Pick<Giving, "dataset" | "asFrames"> = { dataset: null, asFrames: false }

  constructor(private readonly projectId: number) {}

  /** Take up what a reload interrupted: at once where the browser may open the file again. */
  async recall(): Promise<void> {
    for (const { id, name, size, folder, rate, sent, itemId, handle } of await remembered(this.projectId)) {
      if (this.find(id)) continue
      const upload: Upload = { ...newUpload(id, { name, size }, folder, rate), state: "wanted", sent, itemId }
      this.set(added(this.uploads, [upload]))
      const file = handle ? await opened(handle) : null
      // Opening takes a moment in which the file may have been dropped again, and be on its way.
      if (file && this.find(id)?.state === "wanted") this.goOn(id, { file, folder, handle })
    }
  }

  /** Send files. One that was begun before goes on where it stopped. */
  give(files: readonly Given[], { rate, ...giving }: Giving): void {
    this.giving = giving
    const fresh = files.map((given) => this.accept(given, rate))
    this.set(added(this.uploads, fresh))
    this.next()
  }

  pause(id: string): void {
    void this.senders.get(id)?.pause()
    this.change(id, { state: "paused", speed: null })
    this.next()
  }

  /** Go on after a pause or a failure; asks for the file again where the browser lost it. */
  resume(id: string): void {
    const given = this.given.get(id)
    if (given) this.goOn(id, given)
  }

  /** Take a file off the list; what the server has of it is dropped. */
  cancel(id: string): void {
    const sender = this.senders.get(id)
    if (sender) sender.cancel().catch(() => undefined)
    forget(id).catch(() => undefined)
    this.drop(id)
  }

  /** Take those off the list that need nothing any more. */
  clearDone(): void {
    this.set(this.uploads.filter(({ state }) => state !== "ready"))
  }

  /** Say what became of an uploaded file. */
  processed(id: string, state: "ready" | "failed", problem: string): void {
    this.change(id, { state, problem })
  }

  private get uploads(): Uploads {
    return this.use.getState().uploads
  }

  private set(uploads: Uploads): void {
    this.use.setState({ uploads })
  }

  private find(id: string): Upload | undefined {
    return this.uploads.find((upload) => upload.id === id)
  }

  private change(id: string, change: Partial<Upload>): void {
    this.set(changed(this.uploads, id, change))
  }

  private drop(id: string): void {
    this.senders.delete(id)
    this.given.delete(id)
    this.set(this.uploads.filter((upload) => upload.id !== id))
    this.next()
  }

  private accept(given: Given, rate: string): Upload {
    const { file, folder } = given
    const begun = this.uploads.find((upload) => isUnfinished(upload) && upload.id === fingerprint(this.projectId, upload.rate, file))
    const id = begun?.id ?? fingerprint(this.projectId, rate, file)
    this.given.set(id, given)
    return begun ? { ...begun, state: "waiting", problem: "" } : newUpload(id, file, folder, rate)
  }

  private goOn(id: string, given: Given): void {
    this.given.set(id, given)
    this.change(id, { state: "waiting", problem: "" })
    this.next()
  }

  private next(): void {
    for (const upload of startable(this.uploads)) {
      const given = this.given.get(upload.id)
      if (given) void this.start(upload, given)
      else this.change(upload.id, { state: "wanted" })
    }
  }

  private async start(upload: Upload, given: Given): Promise<void> {
    const { id, folder, rate } = upload
    this.change(id, { state: "uploading" })
    this.keep(id)
    const { dataset, asFrames } = this.giving
    const metadata = { fps: rate, folder, ...(dataset === null ? {} : { dataset: String(dataset) }), ...(asFrames ? { as: "frames" } : {}) }
    const Kind = (await isDirect(this.projectId)) ? DirectSender : Sender
    if (this.find(id)?.state !== "uploading") return
    const sender = new Kind({ id, projectId: this.projectId, file: given.file, metadata }, this.hearing(id))
    this.senders.set(id, sender)
    sender.begin().catch(() => this.change(id, { state: "failed", problem: t`The file cannot be read. Drop it again.` }))
  }

  private hearing(id: string) {
    return {
      progress: (sent: number) => this.progressed(id, sent),
      broken: () => this.change(id, { state: "resuming", speed: null }),
      created: (itemId: number) => {
        this.change(id, { itemId })
        this.keep(id)
      },
      failed: (problem: string) => {
        this.change(id, { state: "failed", problem, speed: null })
        this.next()
      },
      done: () => {
        const size = this.find(id)?.size ?? 0
        this.change(id, { state: "processing", sent: size, speed: null })
        forget(id).catch(() => undefined)
        this.next()
      },
    }
  }

  private progressed(id: string, sent: number): void {
    const upload = this.find(id)
    if (upload?.state !== "uploading" && upload?.state !== "resuming") return
    const now = performance.now()
    const before = this.seen.get(id)
    if (before && now - before.at < 250) return
    this.seen.set(id, { sent, at: now })
    const speed = before && sent > before.sent ? smoothed(upload.speed, sent - before.sent, now - before.at) : upload.speed
    this.change(id, { state: "uploading", sent, speed })
    this.keep(id)
  }

  private keep(id: string): void {
    const upload = this.find(id)
    if (!upload) return
    const { name, folder, size, rate, sent, itemId } = upload
    const handle = this.given.get(id)?.handle ?? null
    remember({ id, projectId: this.projectId, name, folder, size, rate, sent, itemId, handle }).catch(() => undefined)
  }
}

const desks = new Map<number, UploadDesk>()

/** The uploads of a project. */
export function uploadDesk(projectId: number): UploadDesk {
  let desk = desks.get(projectId)
  if (!desk) {
    desk = new UploadDesk(projectId)
    desks.set(projectId, desk)
    desk.recall().catch(() => undefined)
  }
  return desk
}

interface Permitted {
  queryPermission?: (what: { mode: "read" }) => Promise<PermissionState>
}

async function opened(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    const permission = await (handle as Permitted).queryPermission?.({ mode: "read" })
    return permission === "granted" ? await handle.getFile() : null
  } catch {
    return null
  }
}
