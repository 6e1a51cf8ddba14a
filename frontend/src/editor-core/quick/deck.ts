/** Clip after clip: one to decide, the next ones at hand, and the way back. */
import { t } from "@lingui/core/macro"
import { apply } from "../edits"
import { newId } from "../ids"
import { Observable } from "../observable"
import { firstOpen } from "../properties"
import type { Change, LabelClass } from "../types"
import { isRejection } from "../verdicts"
import { bestGuess, chosenClasses, type Guess } from "./choose"
import type { Decision, QuickClip, Supply, Verdict } from "./supply"

export const AHEAD = 3
export const SHOWN_BEFORE = 5
const MOST_DONE = 500
const MOST_WITHOUT = 200
const RETRY_MS = 4_000

/** Clips in their order; those at hand stay where they are, whatever the queue becomes behind them. */
export class Deck extends Observable {
  current: QuickClip | null = null
  ahead: readonly QuickClip[] = []
  /** The last clips that were decided, as they were on the desk. */
  before: readonly QuickClip[] = []
  done: readonly Decision[] = []
  /** The classes of the last decision, to be repeated. */
  last: readonly number[] = []
  /** When the decisions of this visit were made, in milliseconds, less those taken back. */
  times: readonly number[] = []
  /** Nothing more waits. */
  exhausted = false
  /** Why no clip comes, while that is so. */
  problem = ""
  /** How fast clips play. */
  speed = 1
  /** What was put aside before then may come again. */
  private since = Date.now()
  private undone: readonly Decision[] = []
  /** How far each clip's history was when it came: what is done since is taken back before the clip is left. */
  private readonly came = new WeakMap<QuickClip["editor"], number>()
  private filling = false
  private returning = false
  private closed = false
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly supply: Supply,
    readonly single: boolean,
    readonly classes: readonly LabelClass[],
  ) {
    super()
  }

  /** Begin with a clip that is asked for, where it can be had, else with the next one. */
  async start(done: readonly Decision[], first: number | null): Promise<void> {
    this.done = done
    this.filling = true
    this.last = done.findLast(({ classes }) => classes.length > 0)?.classes ?? []
    let refused = ""
    if (first !== null) {
      await this.supply.take(first).then(
        (clip) => this.receive(clip),
        (problem: unknown) => {
          refused = this.supply.sentenceOf(problem)
        },
      )
    }
    this.filling = false
    await this.fill()
    if (refused) this.current?.editor.say(refused)
  }

  /** The clips that were on the deck lately, are on it, or will be. */
  get clips(): readonly QuickClip[] {
    return [...this.before, ...(this.current ? [this.current] : []), ...this.ahead]
  }

  /** The tag classes in use, in the order of their digits. */
  get tags(): readonly LabelClass[] {
    const place = ({ hotkey }: LabelClass) => (hotkey === null ? 10 : (hotkey + 9) % 10)
    return this.classes.filter(({ kind, archived }) => kind === "tag" && !archived).sort((a, b) => place(a) - place(b))
  }

  /** The classes on the clip now. */
  get chosen(): readonly number[] {
    return this.current ? chosenClasses(this.current.editor.store.view, this.current.editor.clip) : []
  }

  /** What the model thinks of the clip, where nobody decided on that yet. */
  get guess(): Guess | null {
    return this.current ? bestGuess(this.current.editor.store.view, this.current.said, this.classes) : null
  }

  /** How many clips of this visit were put aside. */
  get aside(): number {
    return this.done.filter(({ at, verdict }) => at >= this.since && (verdict === "skipped" || verdict === "rejected")).length
  }

  get canUndo(): boolean {
    return this.ownSteps > 0 || this.done.length > 0
  }

  classOf(id: number): LabelClass | undefined {
    return this.classes.find((one) => one.id === id)
  }

  /** Say something in passing, where there is a clip to say it over. */
  say(sentence: string): void {
    this.current?.editor.say(sentence)
  }

  /** Change the labels of the clip, and stay. */
  change(label: string, changes: readonly Change[]): void {
    if (!this.current?.editor.change(label, changes)) return
    // What was taken back was of other labels.
    this.undone = []
    this.tell()
  }

  /** Change the labels of the clip, hand it on, and go on. Where a class asks for more than a key can say, stay. */
  send(label: string, changes: readonly Change[], verdict: "sent" | "unsure" = "sent"): void {
    const { current } = this
    const open = current && firstOpen(apply(current.editor.store.view, changes).values(), this.classes)
    if (open) {
      this.change(label, changes)
      this.say(t`${open.labelClass.name} needs ${open.property.name}: press Q and set it on the timeline`)
      return
    }
    const id = current?.editor.decide(label, changes, verdict === "unsure") ?? null
    if (!current || id === null) return
    const classes = chosenClasses(current.editor.store.view, current.editor.clip)
    if (classes.length > 0) this.last = classes
    this.went(current, verdict, id, classes)
  }

  /** Go on, and leave the clip to whoever takes it next. */
  putAside(verdict: "skipped" | "rejected", classes: readonly number[]): void {
    const { current } = this
    if (!current) return
    if (!current.assigned) this.supply.giveBack(current)
    this.went(current, verdict, newId(), classes)
  }

  /** Take back what was done last: a class that was put on, else the last decision. */
  async undo(): Promise<void> {
    if (this.ownSteps <= 0) await this.back(this.done.at(-1))
    else if (this.current?.editor.turn("undo")) this.tell()
  }

  /** Make a clip that was decided the present one again, as it was before. */
  async back(decision: Decision | undefined): Promise<void> {
    if (!decision || this.returning) return
    this.returning = true
    const clip = await this.regained(decision).catch((problem: unknown) => this.complain(problem))
    this.returning = false
    if (!clip || this.closed) return
    this.undone = [...this.undone, decision]
    this.forget(decision)
    this.before = this.before.filter(({ editor }) => editor !== clip.editor)
    if (this.current) this.ahead = [this.current, ...this.ahead]
    this.current = clip
    this.note(clip)
    this.tell()
  }

  /** A decision that the server refused was given up: its clip is undecided, and may come again, unless somebody goes back to it now. */
  givenUp(id: string): void {
    const decision = this.done.find((one) => one.id === id)
    if (!decision || this.returning) return
    this.forget(decision)
    this.before = this.before.filter(({ editor }) => editor.clip.id !== decision.item)
    void this.fill()
  }

  /** Do again what was taken back last, if its clip is still the present one. */
  redo(): void {
    const decision = this.undone.at(-1)
    const { current } = this
    if (!current || decision?.item !== current.editor.clip.id) return
    const left = this.undone.slice(0, -1)
    if (decision.verdict === "skipped") this.putAside("skipped", [])
    else if (decision.verdict === "rejected") {
      if (!current.editor.turn("redo")) return
      this.putAside("rejected", decision.classes)
    } else {
      const id = current.editor.decideAgain(decision.verdict === "unsure")
      if (id === null) return
      this.went(current, decision.verdict, id, decision.classes)
    }
    this.undone = left
  }

  /** Have the next clips at hand. Asks again later where the server cannot be reached. */
  async fill(): Promise<void> {
    clearTimeout(this.retry)
    if (this.filling) return
    this.filling = true
    try {
      while (!this.closed && (this.current === null || this.ahead.length < AHEAD)) {
        const clip = await this.supply.next(this.without)
        this.problem = ""
        this.exhausted = clip === null
        if (!clip) break
        this.receive(clip)
      }
    } catch (problem) {
      this.problem = this.supply.sentenceOf(problem)
      if (!this.closed) this.retry = setTimeout(() => void this.fill(), RETRY_MS)
    } finally {
      this.filling = false
      this.tell()
    }
  }

  /** Take the clips that were put aside, if nobody else did. */
  async again(): Promise<void> {
    this.since = Date.now()
    this.before = []
    await this.fill()
  }

  /** Give back what was held and not decided, but for what is wanted elsewhere. */
  close(kept: number | null): void {
    this.closed = true
    clearTimeout(this.retry)
    for (const clip of [...(this.current ? [this.current] : []), ...this.ahead]) {
      clip.editor.player.play(0)
      if (!clip.assigned && clip.editor.clip.id !== kept) this.supply.giveBack(clip)
    }
  }

  private get ownSteps(): number {
    const editor = this.current?.editor
    return editor ? editor.desk.history.done - (this.came.get(editor) ?? 0) : 0
  }

  private forget({ id, at }: Decision): void {
    this.done = this.done.filter((one) => one.id !== id)
    this.times = this.times.filter((one) => one !== at)
    this.supply.keep(this.done)
  }

  private note({ editor }: QuickClip): void {
    if (!this.came.has(editor)) this.came.set(editor, editor.desk.history.done)
  }

  /** What must not come: what is at hand, what was put aside, and what the server may not know to be decided. */
  private get without(): number[] {
    const decided = this.done.filter(({ at }) => at > this.since).slice(-MOST_WITHOUT).map(({ item }) => item)
    return [...new Set([...this.clips.map(({ editor }) => editor.clip.id), ...decided])]
  }

  private receive(clip: QuickClip): void {
    this.note(clip)
    // The page may have been left, or somebody came back to this clip, while it was on its way.
    if (this.closed) this.supply.giveBack(clip)
    else if (this.current === null) this.current = clip
    else if (this.clips.every(({ editor }) => editor.clip.id !== clip.editor.clip.id)) this.ahead = [...this.ahead, clip]
    this.tell()
  }

  private went(clip: QuickClip, verdict: Verdict, id: string, classes: readonly number[]): void {
    const { editor, name, poster } = clip
    const at = Date.now()
    this.done = [...this.done, { item: editor.clip.id, name, poster, verdict, id, classes, at }].slice(-MOST_DONE)
    if (verdict === "sent" || verdict === "unsure") this.times = [...this.times, at]
    this.undone = []
    editor.player.play(0)
    this.before = [...this.before, clip].slice(-SHOWN_BEFORE)
    this.current = this.ahead[0] ?? null
    this.ahead = this.ahead.slice(1)
    this.supply.keep(this.done)
    this.tell()
    void this.fill()
  }

  /** The clip of a decision, in the person's hands again and without what was decided. */
  private async regained({ item, verdict, id }: Decision): Promise<QuickClip> {
    const known = this.before.find(({ editor }) => editor.clip.id === item)
    if (verdict === "skipped" || verdict === "rejected") {
      const clip = await this.supply.take(item).then((taken) => known ?? taken)
      // What was done on it elsewhere since stays.
      if (verdict === "rejected" && clip.editor.desk.history.last?.changes.every(isRejection)) clip.editor.takeBack()
      return clip
    }
    const clip = known ?? (await this.supply.reopen(item))
    const { outbox, history } = clip.editor.desk
    const refused = outbox.letters.find(({ edit, state }) => edit.edit_id === id && state === "refused")
    // What the server never took there is no need to take back.
    if (refused) {
      if (history.last?.decision?.id === id) history.move(-1)
      await outbox.discard(refused.key)
    } else clip.editor.recall(id)
    return clip
  }

  private complain(problem: unknown): null {
    this.say(this.supply.sentenceOf(problem))
    return null
  }
}
