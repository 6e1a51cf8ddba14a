/** The uploads of each project, alive across pages. */
import { t } from "@lingui/core/macro"
import { create, type StoreApi, type UseBoundStore } from "zustand"
import { whoIsHere } from "../../../api/who"
import { claim, type Release } from "./claims"
import { DirectSender, isDirect } from "./direct"
import type { Given } from "./files"
import { opened } from "./picked"
import { added, begunWith, changed, fingerprint, type Giving, isOver, isUnderWay, newUpload, smoothed, startable, type Upload, type Uploads } from "./queue"
import { forget, recalled, remember, type Remembered, remembered } from "./remembered"
import { Sender } from "./sending"

/** How long a tab that was just left may take to let its files go. */
const PATIENCE_MS = 1_000

interface State {
  readonly uploads: Uploads
}

/** Everything about the uploads of one person into one project. */
export class UploadDesk {
  readonly use: UseBoundStore<StoreApi<State>> = create<State>(() => ({ uploads: [] }))
  private readonly given = new Map<string, Given>()
  private readonly senders = new Map<string, Sender | DirectSender>()
  private readonly seen = new Map<string, { sent: number; at: number }>()
  /** The files that this tab has to itself. */
  private readonly claims = new Map<string, Release>()
  /** The last start of each file: what an earlier one still waited for is not wanted any more. */
  private readonly starts = new Map<string, symbol>()
  private recalling: Promise<void> | null = null

  constructor(
    private readonly projectId: number,
    private readonly user: number,
  ) {}

  /** Take up what a reload interrupted: at once where the browser may open the file again. */
  recall(): Promise<void> {
    this.recalling ??= this.lookBack()
    return this.recalling
  }

  private async lookBack(): Promise<void> {
    const all = await remembered(this.projectId, this.user)
    const taken = await Promise.all(all.map(({ id }) => claim(id, PATIENCE_MS)))
    for (const [at, known] of all.entries()) {
      const release = taken[at]
      if (release) await this.takeUp(known, release)
      else void this.inherit(known.id).catch(() => undefined)
    }
  }

  /** Another tab sends this file; should it be closed before the end, the file is ours. */
  private async inherit(id: string): Promise<void> {
    const release = await claim(id)
    const left = this.find(id) ? undefined : await recalled(id)
    if (left && release) await this.takeUp(left, release)
    else release?.()
  }

  private async takeUp(known: Remembered, release: Release): Promise<void> {
    const { id, name, size, folder, rate, sent, itemId, handle, key, dataset = null, asFrames = false } = known
    const upload = newUpload(id, { name, size }, folder, { rate, dataset, asFrames })
    this.set(added(this.uploads, [{ ...upload, state: "wanted", sent, itemId, key: key ?? upload.key }]))
    const file = handle ? await opened(handle) : null
    // Opening takes a moment in which the file may have been dropped again, and be on its way.
    if (file && this.find(id)?.state === "wanted") {
      this.claims.set(id, release)
      this.goOn(id, { file, folder, handle })
    } else release()
  }

  /** Send files. One that was begun before goes on where it stopped; one that is on its way is not sent twice. */
  async give(files: readonly Given[], giving: Giving): Promise<void> {
    // What was begun before a reload must be known first, or it would be begun anew.
    await this.recall().catch(() => undefined)
    for (const given of files) this.accept(given, giving)
    this.next()
  }

  pause(id: string): void {
    this.halt(id)?.pause().catch(() => undefined)
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
    const upload = this.find(id)
    const running = this.halt(id)
    if (upload && !upload.arrived) void this.abandon(upload, running).catch(() => undefined)
    forget(id).catch(() => undefined)
    this.letGo(id)
    this.drop(id)
  }

  private async abandon(upload: Upload, running: Sender | DirectSender | undefined): Promise<void> {
    const sender = running ?? (await this.senderOf(upload, new File([], upload.name)))
    await sender.cancel()
  }

  /** Take back a start that still waits for something; answers what sends the file. */
  private halt(id: string): Sender | DirectSender | undefined {
    this.starts.delete(id)
    return this.senders.get(id)
  }

  /** Other tabs may send the file. */
  private letGo(id: string): void {
    this.claims.get(id)?.()
    this.claims.delete(id)
  }

  /** Take those off the list that need nothing any more. */
  clearDone(): void {
    this.set(this.uploads.filter((upload) => !isOver(upload)))
  }

  /** Take files off the list whose clips are in the trash: they were here before. */
  skipped(ids: readonly string[]): void {
    for (const id of ids) this.drop(id)
  }

  /** The clip that was here before stays, and so does the new one. */
  keepBoth(id: string): void {
    this.change(id, { twin: null })
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

  private accept(given: Given, giving: Giving): void {
    const { file, folder } = given
    const begun = begunWith(this.uploads, this.projectId, folder, file)
    const id = begun?.id ?? fingerprint(this.projectId, giving.rate, folder, file)
    const known = this.find(id)
    if (known && isUnderWay(known)) return
    this.given.set(id, given)
    this.set(added(this.uploads, [begun ? { ...begun, state: "waiting", problem: "" } : newUpload(id, file, folder, giving)]))
    // Those that wait for their turn must survive a reload as well.
    this.keep(id)
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
    const { id } = upload
    const turn = Symbol(id)
    this.starts.set(id, turn)
    this.change(id, { state: "uploading" })
    this.keep(id)
    const hearing = this.hearing(id)
    try {
      const sender = (await this.isOurs(id)) ? await this.senderOf(upload, given.file) : null
      if (this.starts.get(id) !== turn) return
      if (!sender) {
        hearing.failed(t`Another tab of this browser sends this file.`)
        return
      }
      this.senders.set(id, sender)
      await sender.begin()
    } catch {
      if (this.starts.get(id) === turn) hearing.failed(t`The file cannot be read. Drop it again.`)
    }
  }

  /** Whether no other tab sends the file; from then on none does. */
  private async isOurs(id: string): Promise<boolean> {
    if (this.claims.has(id)) return true
    const release = await claim(id, PATIENCE_MS)
    // It may have been claimed, or taken off the list, meanwhile.
    if (release && !this.claims.has(id) && this.find(id)) this.claims.set(id, release)
    else release?.()
    return this.claims.has(id)
  }

  private async senderOf({ id, key, folder, rate, dataset, asFrames }: Upload, file: File): Promise<Sender | DirectSender> {
    const metadata = { id: key, fps: rate, folder, ...(dataset === null ? {} : { dataset: String(dataset) }), ...(asFrames ? { as: "frames" } : {}) }
    const Kind = (await isDirect(this.projectId)) ? DirectSender : Sender
    return new Kind({ id, user: this.user, projectId: this.projectId, file, metadata }, this.hearing(id))
  }

  private hearing(id: string) {
    const key = this.find(id)?.key
    return {
      progress: (sent: number) => this.progressed(id, sent),
      broken: () => this.change(id, { state: "resuming", speed: null }),
      created: (itemId: number) => {
        this.change(id, { itemId })
        this.keep(id)
      },
      twin: (twin: number) => {
        // A late word is not about the same file given once more.
        if (this.find(id)?.key === key) this.change(id, { twin })
      },
      failed: (problem: string) => {
        this.letGo(id)
        this.change(id, { state: "failed", problem, speed: null })
        this.next()
      },
      done: () => {
        const size = this.find(id)?.size ?? 0
        this.letGo(id)
        this.given.delete(id)
        this.change(id, { state: "processing", arrived: true, sent: size, speed: null })
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
    const { key, name, folder, size, rate, dataset, asFrames, sent, itemId } = upload
    const handle = this.given.get(id)?.handle ?? null
    const whose = { projectId: this.projectId, user: this.user }
    remember({ id, key, ...whose, name, folder, size, rate, dataset, asFrames, sent, itemId, handle }).catch(() => undefined)
  }
}

const desks = new Map<string, UploadDesk>()
/** A session that ended takes nobody's uploads away before somebody else signs in. */
let user = 0

/** The uploads of whoever is signed in into a project. */
export function uploadDesk(projectId: number): UploadDesk {
  user = whoIsHere() ?? user
  const name = `${user} ${projectId}`
  let desk = desks.get(name)
  if (!desk) {
    desk = new UploadDesk(projectId, user)
    desks.set(name, desk)
    desk.recall().catch(() => undefined)
  }
  return desk
}
