/** Edits on their way: written down before they are sent, taken off once the server has them. */
import type { Database } from "./database"
import { subject } from "./edits"
import type { Address, Letter } from "./kept"
import { Observable } from "./observable"
import { type Choice, type Present, rebase, resolve } from "./rebase"
import type { Annotation, Applied, Edit } from "./types"

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

export type Status =
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "offline"; readonly count: number }
  | { readonly kind: "conflict"; readonly count: number }
  | { readonly kind: "refused"; readonly count: number }

const SLOW_MS = 800
const LONGEST_WAIT_MS = 30_000
/** Keys count thousandths of milliseconds: each tab has its own, so that none writes over another's letter. */
const LANES = 1000

/** The edits of one user, sent in order for each clip. */
export class Outbox extends Observable {
  letters: readonly Letter[] = []
  recipient: Recipient | null = null
  private readonly busy = new Set<number>()
  /** Letters that the database does not have yet; nothing is sent before it is written down. */
  private readonly unwritten = new Set<number>()
  private failures = 0
  private signedOut = false
  private slow = false
  private lastKey = 0
  private readonly lane = Math.floor(Math.random() * LANES)
  private slowTimer: ReturnType<typeof setTimeout> | undefined
  private retryTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly database: Database | null,
    private readonly user: number,
    private readonly send: (letter: Letter, edit: Edit) => Promise<Answer>,
  ) {
    super()
  }

  /** Bring back what an earlier visit could not send, and go on sending. */
  async load(): Promise<void> {
    const kept = (await this.database?.getAllFromIndex("outbox", "user", this.user)) ?? []
    this.lastKey = kept.at(-1)?.key ?? 0
    this.letters = kept
    this.resume()
  }

  /** Write an edit down, then send it. */
  async post(address: Address, edit: Edit, yours: readonly Annotation[]): Promise<void> {
    const letter: Letter = {
      ...address,
      key: this.nextKey(),
      user: this.user,
      edit,
      yours,
      state: "waiting",
      clashes: [],
      present: null,
      problem: "",
    }
    this.letters = [...this.letters, letter]
    this.slowTimer ??= setTimeout(() => this.becomeSlow(), SLOW_MS)
    this.unwritten.add(letter.key)
    this.tell()
    await this.write((database) => database.put("outbox", letter))
    this.unwritten.delete(letter.key)
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
    for (const item of new Set(this.letters.map((letter) => letter.item))) void this.deliver(item)
  }

  /** Send what the server refused once more. */
  async retry(): Promise<void> {
    for (const letter of this.letters.filter(({ state }) => state === "refused")) {
      await this.change({ ...letter, state: "waiting", problem: "" })
      this.recipient?.rebased(letter.item, letter.edit)
    }
    this.resume()
  }

  /** Give up what the server refused. */
  async discard(key: number): Promise<void> {
    await this.take(key)
  }

  /** Go on with an edit whose clashes a person has settled. */
  async settle(key: number, choice: Choice): Promise<void> {
    const letter = this.letters.find((each) => each.key === key)
    if (!letter?.present) return
    const edit = resolve(letter.edit, letter.present, letter.yours, choice)
    await this.follow(letter, edit)
    await this.deliver(letter.item)
  }

  /** The edits of a clip that the server does not have yet and did not refuse. */
  pending(item: number): Edit[] {
    return this.letters.filter((letter) => letter.item === item && letter.state !== "refused").map(({ edit }) => edit)
  }

  get status(): Status {
    const count = (state: Letter["state"]) => this.letters.filter((letter) => letter.state === state).length
    const waiting = count("waiting")
    if (this.signedOut && waiting > 0) return { kind: "signed-out" }
    if (count("conflict") > 0) return { kind: "conflict", count: count("conflict") }
    if (count("refused") > 0) return { kind: "refused", count: count("refused") }
    if (this.failures > 0 && waiting > 0) return { kind: "offline", count: waiting }
    return { kind: waiting > 0 && this.slow ? "saving" : "saved" }
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

  /** The first letter that touches nothing an undecided one touches. */
  private next(item: number): Letter | undefined {
    const held = new Set<string>()
    for (const letter of this.letters.filter((each) => each.item === item)) {
      if (this.unwritten.has(letter.key)) return undefined
      const ids = letter.edit.changes.map(subject)
      if (letter.state === "waiting" && !ids.some((id) => held.has(id))) return letter
      if (letter.state === "conflict") for (const id of ids) held.add(id)
    }
    return undefined
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
    await this.advance(letter.item, versions)
    this.recipient?.applied(letter.item, applied)
  }

  /** Later edits were made on what this one left, so they are based on its versions. */
  private async advance(item: number, versions: ReadonlyMap<string, number>): Promise<void> {
    const advanced = new Map<number, Letter>()
    for (const later of this.letters.filter((each) => each.item === item)) {
      const touched = later.edit.changes.map(subject).filter((id) => versions.has(id))
      if (touched.length === 0) continue
      const base = { ...later.edit.base, ...Object.fromEntries(touched.map((id) => [id, versions.get(id) ?? 0])) }
      advanced.set(later.key, { ...later, edit: { ...later.edit, base } })
    }
    if (advanced.size > 0) await this.changeAll(advanced)
  }

  private async collided(letter: Letter, present: Present): Promise<void> {
    this.recipient?.moved(letter.item, present)
    const { edit, clashes } = rebase(letter.edit, present, letter.yours)
    if (clashes.length > 0) {
      await this.change({ ...letter, state: "conflict", clashes, present })
    } else {
      await this.follow(letter, edit)
    }
  }

  private async follow(letter: Letter, edit: Edit): Promise<void> {
    if (edit.changes.length === 0 && !edit.step) {
      await this.take(letter.key)
      this.recipient?.dropped(letter.item, letter.edit.edit_id)
      return
    }
    await this.change({ ...letter, edit, state: "waiting", clashes: [], present: null })
    this.recipient?.rebased(letter.item, edit)
  }

  private async refused(letter: Letter, problem: string): Promise<void> {
    await this.change({ ...letter, state: "refused", problem })
    this.recipient?.dropped(letter.item, letter.edit.edit_id)
  }

  private async change(letter: Letter): Promise<void> {
    await this.changeAll(new Map([[letter.key, letter]]))
  }

  /** Hundreds may build on each other: they are written down together. */
  private async changeAll(changed: ReadonlyMap<number, Letter>): Promise<void> {
    this.letters = this.letters.map((each) => changed.get(each.key) ?? each)
    await this.write(async (database) => {
      const { store, done } = database.transaction("outbox", "readwrite")
      await Promise.all([...[...changed.values()].map((letter) => store.put(letter)), done])
    })
    this.tell()
  }

  private async take(key: number): Promise<void> {
    this.letters = this.letters.filter((each) => each.key !== key)
    await this.write((database) => database.delete("outbox", key))
    this.tell()
  }

  /** Write things down, as far as the browser can: a full disk must not hold edits back. */
  private async write(act: (database: Database) => Promise<unknown>): Promise<void> {
    try {
      if (this.database) await act(this.database)
    } catch {
      // The server's answer is all the safety that is left, and it is on its way.
    }
  }

  private waitAndRetry(): void {
    this.failures += 1
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures)
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(
      () => {
        for (const item of new Set(this.letters.map((letter) => letter.item))) void this.deliver(item)
      },
      wait * (0.75 + Math.random() / 2),
    )
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
