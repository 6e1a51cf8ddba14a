/** A queue for the tests of the deck. */
import { Clipboard } from "../copies"
import { Editor } from "../editor"
import { History } from "../history"
import { type Answer, Outbox } from "../outbox"
import { CLIP, showFrame } from "../testing"
import type { Annotation, Edit, LabelClass } from "../types"
import type { QuickClip, Supply } from "./supply"

const KIND = { kind: "tag", archived: false, properties: [], skeleton: null } as const
export const SOCCER: LabelClass = { id: 1, name: "Soccer", color: 1, hotkey: 1, ...KIND }
export const TENNIS: LabelClass = { id: 2, name: "Tennis", color: 2, hotkey: 2, ...KIND }
export const STUDIO: LabelClass = { id: 3, name: "Studio", color: 3, hotkey: null, ...KIND }
export const CLASSES = [SOCCER, TENNIS, STUDIO]

export interface Sent {
  readonly item: number
  readonly edit: Edit
}

/** A queue of clips 1, 2, 3, … and what was sent and given back. */
export class Table implements Supply {
  readonly back: number[] = []
  readonly outbox: Outbox
  waiting: number[]
  asked: number[][] = []
  offline = false
  /** What the server says of an edit; at first nothing. */
  answer: () => Promise<Answer> = () => new Promise(() => undefined)

  constructor(
    count: number,
    private readonly classes: readonly LabelClass[] = CLASSES,
    private readonly single = true,
    private readonly labels: Readonly<Record<number, readonly Annotation[]>> = {},
  ) {
    this.waiting = Array.from({ length: count }, (_, at) => at + 1)
    this.outbox = new Outbox(null, 1, () => this.answer())
  }

  /** What is on its way, in order. */
  get sent(): readonly Sent[] {
    return this.outbox.letters
  }

  next(without: readonly number[]): Promise<QuickClip | null> {
    this.asked.push([...without])
    if (this.offline) return Promise.reject(new Error("Nobody answers"))
    const item = this.waiting.find((one) => !without.includes(one))
    return Promise.resolve(item === undefined ? null : this.clip(item))
  }

  take(item: number): Promise<QuickClip> {
    return item > 900 ? Promise.reject(new Error("Somebody else has this clip now")) : Promise.resolve(this.clip(item))
  }

  reopen(item: number): Promise<QuickClip> {
    return Promise.resolve(this.clip(item))
  }

  giveBack({ editor }: QuickClip): void {
    this.back.push(editor.clip.id)
  }

  keep(): void {
    // What is kept is only asked for at the start.
  }

  sentenceOf(problem: unknown): string {
    return problem instanceof Error ? problem.message : ""
  }

  private clip(item: number): QuickClip {
    const editor = new Editor({
      projectId: 1,
      clip: { ...CLIP, id: item },
      classes: this.classes,
      single: this.single,
      writable: true,
      outbox: this.outbox,
      history: new History(null, `1:${item}`),
      clipboard: new Clipboard(),
    })
    editor.store.load({ revision: 0, annotations: this.labels[item] ?? [] })
    showFrame(editor, 0)
    return { editor, name: `clip ${item}`, poster: "", why: "", rejected: "", assigned: item === 7, said: new Map() }
  }
}
