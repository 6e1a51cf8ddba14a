/** Edits on their way: written down before they are sent, taken off once the server has them. */
import type { Database } from "./database"
import type { Address, Letter } from "./kept"
import { Observable } from "./observable"
import { Drawer } from "./outboxDrawer"
import { handedOn, mootDecisions, nextLetter, rebasedOn, recallOf } from "./outboxOrder"
import { type Status, statusOf } from "./outboxStatus"
import { type Choice, type Present, rebase, resolve } from "./rebase"
import type { Tab } from "./tab"
import type { Annotation, Applied, Edit, StageStep } from "./types"

export type Answer =
  | { readonly kind: "applied"; readonly applied: Applied }
  | ({ readonly kind: "conflict" } & Present)
  | { readonly kind: "signed-out" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "refused"; readonly problem: string }

/** Whoever shows a clip hears what became of its edits. */
export interface Recipient {
  applied(item: number, applied: Applied): void
  rebased(item: number, edit: Edit): void
  dropped(item: number, editId: string): void
  moved(item: number, present: Present): void
}

const SLOW_MS = 800
const LONGEST_WAIT_MS = 30_000
/** Keys count thousandths of milliseconds: each tab has its own, so that none writes over another's letter. */
const LANES = 1000

/** The edits of one user, sent in order for each clip. */
export class Outbox extends Observable {
  letters: readonly Letter[] = []
  private readonly hearers = new Set<Recipient>()
  private readonly busy = new Set<number>()
  /** Letters that only this page has: nothing is sent before the browser wrote it down, or could not. */
  private readonly loose = new Map<number, "writing" | "failed">()
  private failures = 0
  private signedOut = false
  private slow = false
  private lastKey = 0
  private readonly lane = Math.floor(Math.random() * LANES)
  private slowTimer: ReturnType<typeof setTimeout> | undefined
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private readonly drawer: Drawer

  constructor(
    database: Database | null,
    private readonly user: number,
    private readonly send: (letter: Letter, edit: Edit) => Promise<Answer>,
    tab?: Tab,
  ) {
    super()
    this.drawer = new Drawer(database, user, tab)
  }

  /** Bring back what an earlier visit could not send, and go on sending. */
  async load(): Promise<void> {
    await this.takeOver()
  }

  /** Hear what becomes of edits; the answer stops it. */
  hear(recipient: Recipient): () => void {
    this.hearers.add(recipient)
    return () => this.hearers.delete(recipient)
  }

  /** Write an edit down, then send it. */
  async post(address: Address, edit: Edit, yours: readonly Annotation[]): Promise<void> {
    if (edit.step && this.supersede(address.item, edit.step)) {
      this.each((one) => one.dropped(address.item, edit.edit_id))
      return
    }
    const { id } = this.drawer.tab
    const sent = { ...address, key: this.nextKey(), user: this.user, tab: id, origin: id }
    const letter: Letter = { ...sent, edit, yours, state: "waiting", clashes: [], present: null, problem: "" }
    this.letters = [...this.letters, letter]
    this.loose.set(letter.key, "writing")
    this.hurry()
    await this.write([letter])
    await this.deliver(address.item)
  }

  /** Letters are sent in the order of their keys, even where the clock was set back meanwhile. */
  private nextKey(): number {
    this.lastKey = Math.max(Math.floor(this.lastKey / LANES) + 1, Date.now()) * LANES + this.lane
    return this.lastKey
  }

  /** Try everything again now: back online, signed in, or asked to. */
  resume(): void {
    this.signedOut = false
    this.failures = 0
    this.tell()
    this.deliverAll()
    void this.takeOver()
  }

  /** Take over the letters of tabs that were closed, and send them. */
  async takeOver(): Promise<void> {
    const claimed = await this.drawer.claim().catch((): Letter[] => [])
    const known = new Set(this.letters.map(({ key }) => key))
    const found = claimed.filter(({ key }) => !known.has(key))
    if (found.length === 0) return
    this.letters = [...this.letters, ...found].sort((a, b) => a.key - b.key)
    this.lastKey = Math.max(this.lastKey, this.letters.at(-1)?.key ?? 0)
    this.hurry()
    for (const { item, edit, state } of found) if (state !== "refused") this.each((one) => one.rebased(item, edit))
    this.deliverAll()
  }

  /** Send what the server refused once more: all of it, or one edit. */
  async retry(key?: number): Promise<void> {
    const asked = this.letters.filter((each) => each.state === "refused" && (key === undefined || each.key === key))
    for (const letter of asked) await this.show({ ...letter, state: "waiting", problem: "" })
    this.resume()
  }

  /** Give up what the server refused, or what clashes. */
  async discard(key: number): Promise<void> {
    const letter = this.letters.find((each) => each.key === key)
    if (letter) await this.drop(letter)
    if (letter) await this.deliver(letter.item)
  }

  /** Settle the clashes of an edit, or that of one record; once there is none left, it goes on. */
  async settle(key: number, choice: Choice, id?: string): Promise<void> {
    const letter = this.letters.find((each) => each.key === key)
    if (!letter?.present) return
    const edit = resolve(letter.edit, letter.present, letter.yours, choice, id)
    const clashes = letter.clashes.filter((clash) => id !== undefined && clash.id !== id)
    if (clashes.length > 0) await this.show({ ...letter, edit, clashes })
    else await this.follow(letter, edit)
    await this.deliver(letter.item)
  }

  /** The edits of a clip that the server does not have yet and did not refuse. */
  pending(item: number): Edit[] {
    return this.letters.filter((letter) => letter.item === item && letter.state !== "refused").map(({ edit }) => edit)
  }

  /** The clips that were handed on without the server knowing so far. */
  get handedOn(): number[] {
    return handedOn(this.letters)
  }

  /** How many letters are lost where the page is closed now. */
  get atRisk(): number {
    return [...this.loose.values()].filter((state) => state === "failed").length
  }

  get status(): Status {
    const writing = this.loose.size - this.atRisk
    return statusOf(this.letters, { atRisk: this.atRisk, writing, isSignedOut: this.signedOut, isOffline: this.failures > 0, isSlow: this.slow })
  }

  private deliverAll(): void {
    const unkept = this.letters.filter(({ key }) => this.loose.get(key) === "failed")
    // There may be room again.
    if (unkept.length > 0) void this.write(unkept)
    for (const item of new Set(this.letters.map((letter) => letter.item))) void this.deliver(item)
  }

  private async deliver(item: number): Promise<void> {
    if (this.busy.has(item) || this.signedOut) return
    this.busy.add(item)
    try {
      for (let letter = this.next(item); letter; letter = this.next(item)) {
        if (!(await this.attempt(letter))) break
      }
    } finally {
      this.busy.delete(item)
      this.rest()
    }
  }

  private next(item: number): Letter | undefined {
    return nextLetter(this.letters, item, ({ key }) => this.loose.get(key) === "writing")
  }

  private async attempt(letter: Letter): Promise<boolean> {
    const answer = await this.send(letter, letter.edit)
    if (answer.kind === "applied") await this.arrived(letter, answer.applied)
    else if (answer.kind === "conflict") await this.collided(letter, answer)
    else if (answer.kind === "refused") await this.refused(letter, answer.problem)
    else if (answer.kind === "signed-out") this.signedOut = true
    else this.waitAndRetry()
    this.failures = answer.kind === "unreachable" ? this.failures : 0
    this.tell()
    return answer.kind !== "unreachable" && answer.kind !== "signed-out"
  }

  private async arrived(letter: Letter, applied: Applied): Promise<void> {
    await this.take(letter.key)
    const versions = new Map(applied.records.map((record) => [record.id, record.version]))
    for (const id of applied.removed) versions.set(id, (letter.edit.base[id] ?? 0) + 1)
    const later = rebasedOn(versions, letter, this.letters)
    if (later.size > 0) await this.changeAll(later)
    this.each((one) => one.applied(letter.item, applied))
  }

  private async collided(letter: Letter, present: Present): Promise<void> {
    this.each((one) => one.moved(letter.item, present))
    const { edit, clashes } = rebase(letter.edit, present, letter.yours)
    if (clashes.length > 0) await this.change({ ...letter, state: "conflict", clashes, present })
    else await this.follow(letter, edit)
  }

  private async follow(letter: Letter, edit: Edit): Promise<void> {
    if (edit.changes.length === 0 && !edit.step) await this.drop(letter)
    else await this.show({ ...letter, edit, state: "waiting", clashes: [], present: null })
  }

  private async show(letter: Letter): Promise<void> {
    await this.change(letter)
    this.each((one) => one.rebased(letter.item, letter.edit))
  }

  private async drop({ key, item, edit }: Letter): Promise<void> {
    await this.take(key)
    this.each((one) => one.dropped(item, edit.edit_id))
  }

  private async refused(letter: Letter, problem: string): Promise<void> {
    const { item, edit } = letter
    const recall = recallOf(this.letters, edit.edit_id)
    // What was never taken, and was taken back by now, is nobody's trouble.
    if (recall) for (const { key } of [letter, recall]) await this.take(key)
    else await this.change({ ...letter, state: "refused", problem })
    for (const { edit_id } of recall ? [edit, recall.edit] : [edit]) this.each((one) => one.dropped(item, edit_id))
  }

  /** Forget refused decisions that a newer step replaces. Answers whether that is all that the step is for. */
  private supersede(item: number, step: StageStep): boolean {
    const moot = mootDecisions(this.letters, item)
    for (const { key } of moot) void this.take(key)
    return step.kind === "recall" && moot.some(({ edit }) => edit.edit_id === step.decision)
  }

  private each(tell: (recipient: Recipient) => void): void {
    for (const hearer of [...this.hearers]) tell(hearer)
  }

  private async change(letter: Letter): Promise<void> {
    await this.changeAll(new Map([[letter.key, letter]]))
  }

  /** Hundreds may build on each other: they are written down together. */
  private async changeAll(changed: ReadonlyMap<number, Letter>): Promise<void> {
    this.letters = this.letters.map((each) => changed.get(each.key) ?? each)
    await this.write([...changed.values()])
  }

  private async take(key: number): Promise<void> {
    this.letters = this.letters.filter((each) => each.key !== key)
    this.loose.delete(key)
    await this.drawer.remove(key)
    this.tell()
  }

  /** Write letters down, as far as the browser can: a full disk must not hold edits back. */
  private async write(letters: readonly Letter[]): Promise<void> {
    try {
      const lost = await this.drawer.put(letters)
      for (const { key } of letters) this.loose.delete(key)
      this.letters = this.letters.filter(({ key }) => !lost.has(key))
    } catch {
      // Of what was written down before, the browser keeps at least how it was then.
      for (const { key } of letters) if (this.loose.has(key)) this.loose.set(key, "failed")
    }
    this.tell()
  }

  private waitAndRetry(): void {
    this.failures += 1
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures)
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.deliverAll(), wait * (0.75 + Math.random() / 2))
  }

  /** Something waits: say so where it takes long. */
  private hurry(): void {
    this.slowTimer ??= setTimeout(() => this.becomeSlow(), SLOW_MS)
    this.tell()
  }

  private becomeSlow(): void {
    this.slow = this.letters.some(({ state }) => state === "waiting")
    this.tell()
  }

  private rest(): void {
    if (this.letters.some(({ state }) => state === "waiting")) return
    clearTimeout(this.slowTimer)
    this.slowTimer = undefined
    this.slow = false
    this.tell()
  }
}
