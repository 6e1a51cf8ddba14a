/** Edits on their way: written down before they are sent, taken off once the server has them. */
import type { Database } from "./database"
import type { Address, Letter } from "./kept"
import { Observable } from "./observable"
import { handedOn, mootDecisions, nextLetter, rebasedOn, recallOf } from "./outboxOrder"
import { Pile } from "./outboxPile"
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
  /** It was dropped for good: there is nothing of it to take back. */
  givenUp(item: number, editId: string): void
  moved(item: number, present: Present): void
}

const SLOW_MS = 800
const LONGEST_WAIT_MS = 30_000

/** The edits of one user, sent in order for each clip. */
export class Outbox extends Observable {
  private readonly hearers = new Set<Partial<Recipient>>()
  private readonly busy = new Set<number>()
  private failures = 0
  private signedOut = false
  private slow = false
  private slowTimer: ReturnType<typeof setTimeout> | undefined
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private readonly pile: Pile

  constructor(
    database: Database | null,
    user: number,
    private readonly send: (letter: Letter, edit: Edit) => Promise<Answer>,
    tab?: Tab,
  ) {
    super()
    this.pile = new Pile(database, user, tab, () => this.tell())
  }

  /** What is on its way, in the order in which it was said. */
  get letters(): readonly Letter[] {
    return this.pile.letters
  }

  /** Bring back what an earlier visit could not send, and go on sending. */
  async load(): Promise<void> {
    await this.takeOver()
  }

  /** Hear what becomes of edits; the answer stops it. */
  hear(recipient: Partial<Recipient>): () => void {
    this.hearers.add(recipient)
    return () => this.hearers.delete(recipient)
  }

  /** Write an edit down, then send it. */
  async post(address: Address, edit: Edit, yours: readonly Annotation[]): Promise<void> {
    if (edit.step && this.supersede(address.item, edit.step)) {
      this.each((one) => one.dropped?.(address.item, edit.edit_id))
      return
    }
    const letter = this.pile.add(address, edit, yours)
    this.hurry()
    await this.pile.write([letter])
    await this.deliver(address.item)
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
    const found = await this.pile.claim()
    if (found.length === 0) return
    this.hurry()
    for (const { item, edit, state } of found) if (state !== "refused") this.each((one) => one.rebased?.(item, edit))
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
    const letter = this.pile.find(key)
    if (letter) await this.drop(letter)
    if (letter) await this.deliver(letter.item)
  }

  /** Settle the clashes of an edit, or that of one record; once there is none left, it goes on. */
  async settle(key: number, choice: Choice, id?: string): Promise<void> {
    const letter = this.pile.find(key)
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
    return this.pile.atRisk
  }

  get status(): Status {
    const { letters, atRisk, writing } = this.pile
    return statusOf(letters, { atRisk, writing, isSignedOut: this.signedOut, isOffline: this.failures > 0, isSlow: this.slow })
  }

  private deliverAll(): void {
    void this.pile.rescue()
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
    return nextLetter(this.letters, item, (letter) => this.pile.isWriting(letter))
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
    await this.pile.take(letter.key)
    const versions = new Map(applied.records.map((record) => [record.id, record.version]))
    for (const id of applied.removed) versions.set(id, (letter.edit.base[id] ?? 0) + 1)
    const later = rebasedOn(versions, letter, this.letters)
    if (later.length > 0) await this.pile.change(later)
    this.each((one) => one.applied?.(letter.item, applied))
  }

  private async collided(letter: Letter, present: Present): Promise<void> {
    this.each((one) => one.moved?.(letter.item, present))
    const { edit, clashes } = rebase(letter.edit, present, letter.yours)
    if (clashes.length > 0) await this.pile.change([{ ...letter, state: "conflict", clashes, present }])
    else await this.follow(letter, edit)
  }

  private async follow(letter: Letter, edit: Edit): Promise<void> {
    if (edit.changes.length === 0 && !edit.step) await this.drop(letter)
    else await this.show({ ...letter, edit, state: "waiting", clashes: [], present: null })
  }

  private async show(letter: Letter): Promise<void> {
    await this.pile.change([letter])
    this.each((one) => one.rebased?.(letter.item, letter.edit))
  }

  private async drop({ key, item, edit }: Letter): Promise<void> {
    await this.pile.take(key)
    this.each((one) => {
      one.dropped?.(item, edit.edit_id)
      one.givenUp?.(item, edit.edit_id)
    })
  }

  private async refused(letter: Letter, problem: string): Promise<void> {
    const { item, edit } = letter
    const recall = recallOf(this.letters, edit.edit_id)
    // What was never taken, and was taken back by now, is nobody's trouble.
    if (recall) for (const { key } of [letter, recall]) await this.pile.take(key)
    else await this.pile.change([{ ...letter, state: "refused", problem }])
    for (const { edit_id } of recall ? [edit, recall.edit] : [edit]) this.each((one) => one.dropped?.(item, edit_id))
  }

  /** Forget refused decisions that a newer step replaces. Answers whether that is all that the step is for. */
  private supersede(item: number, step: StageStep): boolean {
    const moot = mootDecisions(this.letters, item)
    for (const { key, edit } of moot) {
      void this.pile.take(key)
      this.each((one) => one.givenUp?.(item, edit.edit_id))
    }
    return step.kind === "recall" && moot.some(({ edit }) => edit.edit_id === step.decision)
  }

  private each(tell: (recipient: Partial<Recipient>) => void): void {
    for (const hearer of [...this.hearers]) tell(hearer)
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
