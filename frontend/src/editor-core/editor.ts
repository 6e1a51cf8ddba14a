/** One clip on the desk: its records, the playhead, what is selected, and everything one can do. */
import { t } from "@lingui/core/macro"
import { createStore } from "zustand/vanilla"
import type { Assistant } from "./assist"
import type { Clipboard } from "./copies"
import type { Other } from "./copyOver"
import { apply, isEmpty, type Records, subject } from "./edits"
import { type ClipMedia, NO_MEDIA } from "./frames/media"
import { FrameSource } from "./frames/source"
import type { History, Turn } from "./history"
import { newId } from "./ids"
import type { Outbox } from "./outbox"
import { Presence } from "./presence"
import { existsAt } from "./records"
import { Store } from "./store"
import type { Doubt } from "./timeline/doubt"
import { classKey } from "./timeline/groups"
import { Hand } from "./tools/hand"
import type { Annotation, Change, ClipFacts, Edit, LabelClass, StageStep } from "./types"
import { type Asked, firstState, type ViewState } from "./viewState"

export interface Desk {
  readonly projectId: number
  readonly clip: ClipFacts
  readonly media?: ClipMedia
  readonly classes: readonly LabelClass[]
  /** Whether a clip has one class at most. */
  readonly single: boolean
  /** Whether the person may change labels here. */
  readonly writable: boolean
  readonly outbox: Outbox
  readonly history: History
  readonly clipboard: Clipboard
}

/** What the page around the editor can do. */
export interface Page {
  next(): void
  previous(): void
  submit(): void
  comment(): void
  /** The same clip in quick-tag mode. */
  quick(): void
  /** The clip to take labels over from: the one labeled last, else the one before; null where there is none. */
  other(): Promise<Other | null>
  /** Open the palette, or the list of shortcuts. */
  find(what: "palette" | "help"): void
}

/** Holds one clip. React renders it, commands act on it. */
export class Editor {
  readonly store = new Store()
  readonly view = createStore<ViewState>(() => firstState())
  readonly player: FrameSource
  readonly hand = new Hand(this)
  private presence: { readonly records: Records; readonly index: Presence } | null = null
  private shown: { readonly view: Records; readonly preview: readonly Change[]; readonly records: Records } | null = null
  private offered: { readonly preview: readonly Change[]; readonly record: Annotation; readonly changes: readonly Change[] } | null = null
  /** Who suggests shapes; none where the page has no way to one. */
  assistant: Assistant | null = null
  /** How unsure a model is along the clip. */
  doubt: readonly Doubt[] = []
  /** How wide the timeline's lanes are on screen, in pixels. */
  laneWidth = 900
  page: Page = { next: noop, previous: noop, submit: noop, comment: noop, quick: noop, other: () => Promise.resolve(null), find: noop }

  constructor(readonly desk: Desk) {
    this.player = new FrameSource(desk.clip, desk.media ?? NO_MEDIA)
  }

  get clip(): ClipFacts {
    return this.desk.clip
  }

  /** The frame on screen. */
  get frame(): number {
    return this.player.shown
  }

  get state(): ViewState {
    return this.view.getState()
  }

  /** Change what is seen, not what is stored. Who selects one thing selects it alone. */
  set(state: Partial<ViewState>): void {
    this.view.setState("selected" in state ? { handle: null, others: NOTHING, ...state } : state)
  }

  /** The records with what is being dragged. */
  get records(): Records {
    const preview = this.previewed
    const { view } = this.store
    if (preview.length === 0) return view
    // Many ask while something is dragged; the answer is made once.
    if (this.shown?.view !== view || this.shown.preview !== preview) this.shown = { view, preview, records: apply(view, preview) }
    return this.shown.records
  }

  /** What is shown on top of the labels: what is being dragged, and what is suggested. */
  private get previewed(): readonly Change[] {
    const { preview, suggestion } = this.state
    if (!suggestion?.record) return preview
    if (this.offered?.preview !== preview || this.offered.record !== suggestion.record) {
      this.offered = { preview, record: suggestion.record, changes: [...preview, { added: suggestion.record }] }
    }
    return this.offered.changes
  }

  get selected(): Annotation | undefined {
    return this.state.selected === null ? undefined : this.records.get(this.state.selected)
  }

  /** Everything that is selected, what leads first. */
  get chosen(): Annotation[] {
    const { selected, others } = this.state
    return selected === null ? [] : [selected, ...others].flatMap((id) => this.records.get(id) ?? [])
  }

  isChosen(id: string): boolean {
    return this.state.selected === id || this.state.others.has(id)
  }

  classOf(id: number): LabelClass | undefined {
    return this.desk.classes.find((labelClass) => labelClass.id === id)
  }

  /** The class behind a digit key. */
  classAt(hotkey: number): LabelClass | undefined {
    return this.desk.classes.find((labelClass) => labelClass.hotkey === hotkey && !labelClass.archived)
  }

  /** Classes of a kind that may still be used. */
  classesOf(kind: LabelClass["kind"]): LabelClass[] {
    return this.desk.classes.filter((labelClass) => labelClass.kind === kind && !labelClass.archived)
  }

  /** Shapes that are drawn on the frame, the topmost last. */
  shapesAt(frame: number): Annotation[] {
    if (!this.state.overlays) return []
    return this.tracksAt(frame)
      .filter((record) => this.isSeen(record))
      .sort((a, b) => a.z - b.z)
  }

  /** Whether a record is shown: not switched off, not a guess where guesses are, and not beside what is shown alone. */
  isSeen(record: Annotation): boolean {
    if (this.isOffered(record.id)) return true
    const { guesses, unseen, unseenClasses, solo } = this.state
    const alone = solo.size === 0 || solo.has(record.id) || solo.has(classKey(record))
    const off = unseen.has(record.id) || unseenClasses.has(record.class_id)
    return alone && !off && !record.negative && (guesses || record.source !== "model")
  }

  /** Whether this is only suggested so far: there to be looked at, and to be taken on as it is. */
  private isOffered(id: string): boolean {
    return this.state.suggestion?.record?.id === id
  }

  /** Whether a record, or all of its class, is locked against changes. */
  isLocked({ id, class_id }: Pick<Annotation, "id" | "class_id">): boolean {
    return this.isOffered(id) || this.state.locked.has(id) || this.state.lockedClasses.has(class_id)
  }

  /** The class that a tool draws: the one picked last, else the first of its kind. */
  drawing(kind: LabelClass["kind"]): LabelClass | undefined {
    const classes = this.classesOf(kind)
    return classes.find(({ id }) => id === this.state.drawn[kind]) ?? classes[0]
  }

  private tracksAt(frame: number): Annotation[] {
    const { view } = this.store
    if (this.presence?.records !== view) this.presence = { records: view, index: new Presence(view, this.clip.frames) }
    const preview = this.previewed
    const settled = this.presence.index.at(frame)
    if (preview.length === 0) return settled
    const dragged = new Set(preview.map(subject))
    const moving = [...dragged].flatMap((id) => this.records.get(id) ?? [])
    return [
      ...settled.filter(({ id }) => !dragged.has(id)),
      ...moving.filter((record) => record.kind !== "tag" && existsAt(record, frame)),
    ]
  }

  /** Do something that can be undone: shown at once, kept, and sent. Answers whether it was done. */
  change(label: string, changes: readonly (Change | null)[]): boolean {
    const real = changes.filter((change): change is Change => change !== null && !isEmpty(change))
    if (real.length === 0 || !this.allowed()) return false
    if (real.some((change) => this.holds(change))) {
      this.say(t`This is locked. Unlock it in its row of the timeline to change it`)
      return false
    }
    this.desk.history.push({ label, changes: real })
    this.send(real)
    return true
  }

  /** Whether a lock keeps a change from being made. */
  private holds(change: Change): boolean {
    const record = this.store.view.get(subject(change))
    return record ? this.isLocked(record) : this.isOffered(subject(change))
  }

  /** Change the labels and hand the clip on, both or neither. Answers the decision's name; null where it may not be. */
  decide(label: string, changes: readonly Change[], unsure: boolean): string | null {
    if (!this.allowed()) return null
    const real = changes.filter((change) => !isEmpty(change))
    this.desk.history.push({ label, changes: real })
    return this.send(real, { kind: "submit", unsure })
  }

  /** Make the decision again that was taken back last. */
  decideAgain(unsure: boolean): string | null {
    return this.allowed() ? this.step("redo", { kind: "submit", unsure }) : null
  }

  /** Take a decision back: the clip from the next stage, and what the decision said of it. */
  recall(decision: string): void {
    this.step("undo", { kind: "recall", decision })
  }

  /** Take the last step back, whatever is on screen. */
  takeBack(): void {
    this.step("undo")
  }

  private step(direction: "undo" | "redo", step?: StageStep): string {
    const turn = this.desk.history[direction](this.store.view)
    if (turn) this.desk.history.move(direction === "undo" ? -1 : 1)
    const real = turn?.changes.filter((change) => !isEmpty(change)) ?? []
    return real.length > 0 || step ? this.send(real, step) : ""
  }

  /** Take the last step back, or do it again. Asks first where somebody else changed those records. */
  turn(direction: "undo" | "redo"): void {
    const turn = this.desk.history[direction](this.store.view)
    if (!turn || !this.allowed()) return
    if (turn.foreign) this.set({ question: { direction, label: turn.label } })
    else this.turnNow(direction, turn)
  }

  /** Undo or redo although somebody else changed those records since; or leave it. */
  answer(yes: boolean): void {
    const { question } = this.state
    this.set({ question: null })
    const turn = question && yes ? this.desk.history[question.direction](this.store.view) : null
    if (question && turn) this.turnNow(question.direction, turn)
  }

  /** Go to where a property is to be filled in, and say so there. */
  ask({ frame, ...asked }: Asked & { readonly frame: number }): void {
    const spans = this.store.view.get(asked.record)?.spans ?? []
    const first = spans.find(([, end]) => end > frame)?.[0] ?? frame
    this.player.seek(Math.max(frame, first))
    this.set({ selected: asked.record, keyframe: null, tab: "label", asked })
  }

  /** Say something in passing. */
  say(notice: string): void {
    this.set({ notice: { text: notice, at: Date.now() } })
  }

  private turnNow(direction: "undo" | "redo", turn: Turn): void {
    this.desk.history.move(direction === "undo" ? -1 : 1)
    const real = turn.changes.filter((change) => !isEmpty(change))
    if (real.length > 0) this.send(real)
  }

  /** Whether labels may be placed now; says why not. */
  allowed(): boolean {
    if (!this.desk.writable) this.say(t`You can look at this clip, but not change it`)
    else if (!this.player.settled) this.say(t`This frame is still loading`)
    return this.desk.writable && this.player.settled
  }

  private send(changes: readonly Change[], step?: StageStep): string {
    const ids = changes.map(subject)
    const edit: Edit = { edit_id: newId(), base: this.store.versions(ids), changes, ...(step ? { step } : {}) }
    this.store.propose(edit)
    const yours = ids.flatMap((id) => this.store.view.get(id) ?? [])
    void this.desk.outbox.post({ project: this.desk.projectId, item: this.clip.id }, edit, yours)
    return edit.edit_id
  }
}

const NOTHING: ReadonlySet<string> = new Set()

function noop(): void {
  // The page says what these do once it is there.
}
