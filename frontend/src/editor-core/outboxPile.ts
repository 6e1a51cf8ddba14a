/** The letters of one page, and which of them the browser has written down by now. */
import type { Database } from "./database"
import type { Address, Letter } from "./kept"
import { Drawer } from "./outboxDrawer"
import type { Tab } from "./tab"
import type { Annotation, Edit } from "./types"

/** Keys count thousandths of milliseconds: each tab has its own, so that none writes over another's letter. */
const LANES = 1000

/** Keeps letters in the order of their keys, here and in the browser's database. */
export class Pile {
  letters: readonly Letter[] = []
  /** Letters that only this page has: nothing is sent before the browser wrote it down, or could not. */
  private readonly loose = new Map<number, "writing" | "failed">()
  private lastKey = 0
  private readonly lane = Math.floor(Math.random() * LANES)
  private readonly drawer: Drawer

  constructor(
    database: Database | null,
    private readonly user: number,
    tab: Tab | undefined,
    private readonly tell: () => void,
  ) {
    this.drawer = new Drawer(database, user, tab)
  }

  /** Put a new letter on top, which the browser is yet to write down. */
  add(address: Address, edit: Edit, yours: readonly Annotation[]): Letter {
    const { id } = this.drawer.tab
    const sent = { ...address, key: this.nextKey(), user: this.user, tab: id, origin: id }
    const letter: Letter = { ...sent, edit, yours, state: "waiting", clashes: [], present: null, problem: "" }
    this.letters = [...this.letters, letter]
    this.loose.set(letter.key, "writing")
    return letter
  }

  /** Take over the letters of tabs that were closed. Answers those that were not known here. */
  async claim(): Promise<Letter[]> {
    const claimed = await this.drawer.claim().catch((): Letter[] => [])
    const known = new Set(this.letters.map(({ key }) => key))
    const found = claimed.filter(({ key }) => !known.has(key))
    if (found.length === 0) return found
    this.letters = [...this.letters, ...found].sort((a, b) => a.key - b.key)
    this.lastKey = Math.max(this.lastKey, this.letters.at(-1)?.key ?? 0)
    return found
  }

  /** The letter of a key. */
  find(key: number): Letter | undefined {
    return this.letters.find((each) => each.key === key)
  }

  /** How many letters are lost where the page is closed now. */
  get atRisk(): number {
    return this.loose.size - this.writing
  }

  /** How many the browser has yet to write down. */
  get writing(): number {
    return [...this.loose.values()].filter((state) => state === "writing").length
  }

  /** Whether the browser is writing a letter down for the first time. */
  isWriting({ key }: Letter): boolean {
    return this.loose.get(key) === "writing"
  }

  /** Write down again what the browser could not: there may be room by now. */
  async rescue(): Promise<void> {
    const unkept = this.letters.filter(({ key }) => this.loose.get(key) === "failed")
    if (unkept.length > 0) await this.write(unkept)
  }

  /** Hundreds may build on each other: they are written down together. */
  async change(changed: readonly Letter[]): Promise<void> {
    const now = new Map(changed.map((letter) => [letter.key, letter]))
    this.letters = this.letters.map((each) => now.get(each.key) ?? each)
    await this.write(changed)
  }

  /** Forget a letter. */
  async take(key: number): Promise<void> {
    this.letters = this.letters.filter((each) => each.key !== key)
    this.loose.delete(key)
    await this.drawer.remove(key)
    this.tell()
  }

  /** Write letters down, as far as the browser can: a full disk must not hold edits back. */
  async write(letters: readonly Letter[]): Promise<void> {
    try {
      const areNew = letters.every((letter) => this.isWriting(letter))
      const lost = await this.drawer.put(letters, areNew)
      for (const { key } of letters) this.loose.delete(key)
      this.letters = this.letters.filter(({ key }) => !lost.has(key))
    } catch {
      // Of what was written down before, the browser keeps at least how it was then.
      for (const { key } of letters) if (this.loose.has(key)) this.loose.set(key, "failed")
    }
    this.tell()
  }

  /** Letters are sent in the order of their keys, even where the clock was set back meanwhile. */
  private nextKey(): number {
    this.lastKey = Math.max(Math.floor(this.lastKey / LANES) + 1, Date.now()) * LANES + this.lane
    return this.lastKey
  }
}
