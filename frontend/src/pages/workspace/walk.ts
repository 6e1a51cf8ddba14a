/** The way through the clips of a filter, as they were when it was entered: what leaves the filter meanwhile stays on it. */
import { Observable } from "../../editor-core/observable"

/** Where clips are listed, page by page; the first page has no name. */
export interface Listed {
  page(cursor: string): Promise<{ readonly ids: readonly number[]; readonly next: string | null }>
  /** How many there are. */
  count(): Promise<number>
}

/** Where it is kept, so that a page that is loaded anew goes on with it. */
export type Keeper = Pick<Storage, "getItem" | "setItem">

interface Kept {
  readonly of: string
  readonly ids: readonly number[]
  readonly cursor: string | null
  readonly total: number | null
  readonly at: number
  readonly here: number
}

const KEY = "cliploop.walk"
/** Who begins far down a list that the page does not know is looked for no further than this. */
const MOST_PAGES = 25

export class Walk extends Observable {
  private ids: readonly number[] = []
  /** Where the list goes on; null at its end. */
  private cursor: string | null = ""
  private total: number | null = null
  /** The clip of the way that was shown last, and the one that is shown, which may lie beside the way. */
  private at = -1
  private here = 0
  private reading: Promise<void> | null = null

  constructor(
    private readonly listed: Listed,
    private readonly of: string,
    private readonly keeper: Keeper | null,
  ) {
    super()
  }

  /** Come to a clip. A page that was loaded anew there goes on with its way. */
  async visit(item: number): Promise<void> {
    if (this.here === 0) this.restore(item)
    this.here = item
    this.stand()
    this.keep()
    this.tell()
    if (this.total === null) await this.enter()
    // The next one is to be loaded before it is asked for.
    else if (this.isOn && this.at + 1 >= this.ids.length) await this.read()
  }

  /** Which clip of how many this is, where that is known. */
  get position(): { readonly at: number; readonly of: number } | null {
    return this.isOn && this.total !== null ? { at: this.at + 1, of: Math.max(this.total, this.ids.length) } : null
  }

  /** The clips after and before this one, as far as they are known without asking. */
  get following(): number | undefined {
    return this.at < 0 ? undefined : this.ids[this.at + 1]
  }

  get before(): number | undefined {
    return this.ids[this.isOn ? this.at - 1 : this.at]
  }

  /** The clip that comes after this one; from beside the way, after the one that was left. Null at the end. */
  async next(): Promise<number | null> {
    await this.find()
    if (this.at + 1 >= this.ids.length) await this.read()
    return this.ids[this.at + 1] ?? null
  }

  /** The clip that comes before this one; from beside the way, the one that was left. Null at the start. */
  async previous(): Promise<number | null> {
    await this.find()
    return this.before ?? null
  }

  /** Whether the clip that is shown lies on the way. */
  private get isOn(): boolean {
    return this.at >= 0 && this.ids[this.at] === this.here
  }

  /** Read on until the way has been entered. */
  private async find(): Promise<void> {
    for (let pages = 0; this.at < 0 && this.cursor !== null && pages < MOST_PAGES; pages += 1) await this.read()
  }

  private read(): Promise<void> {
    if (this.cursor === null) return Promise.resolve()
    this.reading ??= this.readPage(this.cursor).finally(() => {
      this.reading = null
    })
    return this.reading
  }

  private async readPage(cursor: string): Promise<void> {
    const { ids, next } = await this.listed.page(cursor)
    const known = new Set(this.ids)
    this.ids = [...this.ids, ...ids.filter((id) => !known.has(id))]
    this.cursor = next
    this.stand()
    this.keep()
    this.tell()
  }

  private async enter(): Promise<void> {
    if (this.cursor === "") await this.read()
    this.total = this.cursor === null ? this.ids.length : await this.listed.count()
    this.keep()
    this.tell()
  }

  private stand(): void {
    const at = this.ids.indexOf(this.here)
    if (at >= 0) this.at = at
  }

  private restore(item: number): void {
    const kept = JSON.parse(this.keeper?.getItem(KEY) ?? "null") as Kept | null
    if (kept?.of === this.of && kept.here === item) Object.assign(this, { ids: kept.ids, cursor: kept.cursor, total: kept.total, at: kept.at })
  }

  private keep(): void {
    const { of, ids, cursor, total, at, here } = this
    try {
      this.keeper?.setItem(KEY, JSON.stringify({ of, ids, cursor, total, at, here } satisfies Kept))
    } catch {
      // A full browser forgets the way once the page is loaded anew.
    }
  }
}
