/** One clip on the desk: its records, the playhead, what is selected, and everything one can do. */
import { t } from "@lingui/core/macro"
import { createStore } from "zustand/vanilla"
import { type Desk, NO_PAGE, type Page } from "./desk"
import { apply, isEmpty, landed, type Records, subject } from "./edits"
import { NO_MEDIA } from "./frames/media"
import { FrameSource } from "./frames/source"
import { stageStep } from "./history"
import { newId } from "./ids"
import { Presence } from "./presence"
import { existsAt } from "./records"
import { Store } from "./store"
import type { Assistant } from "./suggestion"
import { classKey } from "./timeline/groups"
import type { Gesture } from "./tools/gesture"
import type { Annotation, Change, ClipFacts, Doubt, Edit, LabelClass, StageStep } from "./types"
import { type Asked, firstState, type ViewState } from "./viewState"

/** Holds one clip. React renders it, commands act on it. */
export class Editor {
  readonly store = new Store()
  readonly view = createStore<ViewState>(() => firstState())
  readonly player: FrameSource
  /** What is being dragged on the picture. */
  gesture: Gesture | null = null
  /** How large a pixel of the screen is in pixels of the picture; the overlay says so. */
  pixel = 1
  private presence: { readonly records: Records; readonly index: Presence } | null = null
  private shown: { readonly view: Records; readonly preview: readonly Change[]; readonly records: Records } | null = null
  private offered: { readonly preview: readonly Change[]; readonly record: Annotation; readonly changes: readonly Change[] } | null = null
  /** Who suggests shapes; none where the page has no way to one. */
  assistant: Assistant | null = null
  /** How unsure a model is along the clip. */
  doubt: readonly Doubt[] = []
  /** How wide the timeline's lanes are on screen, in pixels. */
  laneWidth = 900
  page: Page = NO_PAGE

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

  /** Drop what is being dragged, as if it had not begun. */
  letGo(): void {
    this.gesture = null
    this.set({ preview: [], band: null })
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

  /**
   * Do something that can be undone: shown at once, kept, and sent. Answers whether it was done.
   * The changes may be of an earlier moment: what others did since stays, and is asked about where both did the same.
   */
  change(label: string, changes: readonly (Change | null)[]): boolean {
    const real = changes.filter((change): change is Change => change !== null && !isEmpty(change))
    if (real.length === 0 || !this.allowed()) return false
    if (real.some((change) => this.holds(change))) {
      this.say(t`This is locked. Unlock it in its row of the timeline to change it`)
      return false
    }
    const all = real.flatMap((change) => landed(change, this.store.view) ?? []).filter(({ change }) => !isEmpty(change))
    if (all.length === 0) {
      this.say(t`There is nothing left to change: it is gone, or is so already`)
      return false
    }
    const edit = newId()
    this.desk.history.push({ label, changes: all.map(({ change }) => change), edit })
    const contested = all.flatMap((one) => (one.contested ? [subject(one.contested)] : []))
    this.send(edit, all.map((one) => one.contested ?? one.change), undefined, contested)
    return true
  }

  /** Whether a lock keeps a change from being made. */
  private holds(change: Change): boolean {
    const record = this.store.view.get(subject(change))
    return record ? this.isLocked(record) : this.isOffered(subject(change))
  }

  /** Change the labels and hand the clip on, both or neither. Answers the decision's name; null where it may not be. */
  decide(label: string, changes: readonly Change[], unsure: boolean): string | null {
    return this.allowed() ? this.submit(label, changes.filter((change) => !isEmpty(change)), unsure) : null
  }

  /** Hand the clip on as it is, whatever frame is shown. Answers whether the person may. */
  handOn(label: string): boolean {
    if (!this.mayWrite()) return false
    this.submit(label, [], this.state.unsure)
    this.set({ unsure: false })
    return true
  }

  private submit(label: string, changes: readonly Change[], unsure: boolean): string {
    const id = newId()
    this.send(id, changes, { kind: "submit", unsure })
    this.desk.history.push({ label, changes, decision: { id, unsure }, edit: id })
    return id
  }

  /** Make the decision again that was taken back last. */
  decideAgain(unsure: boolean): string | null {
    return this.mayWrite() ? this.step("redo", { kind: "submit", unsure }) : null
  }

  /** Take a decision back: the clip from the next stage, and what the decision said of it, unless more was done since. */
  recall(decision: string): void {
    const step = { kind: "recall", decision } as const
    if (this.desk.history.last?.decision?.id === decision) this.step("undo", step)
    else this.send(newId(), [], step)
  }

  /** Take the last step back, whatever is on screen. */
  takeBack(): void {
    this.step("undo")
  }

  private step(direction: "undo" | "redo", said?: StageStep): string {
    const turn = this.desk.history[direction](this.store.view)
    // What is open was taken back already, by whoever it went to, unless it never went there.
    const isRefused = this.desk.outbox.letters.some(({ edit, state }) => state === "refused" && edit.edit_id === turn?.decision?.id)
    const isBack = direction === "undo" && this.page.isOpen() && !isRefused
    const step = said ?? (isBack ? undefined : stageStep(direction, turn?.decision))
    const real = turn?.changes.filter((change) => !isEmpty(change)) ?? []
    const id = real.length > 0 || step ? newId() : ""
    if (turn) this.desk.history.move(direction === "undo" ? -1 : 1, id)
    if (id) this.send(id, real, step)
    if (step?.kind === "submit") this.desk.history.decided({ id, unsure: step.unsure })
    if (turn?.decision) this.set({ unsure: direction === "undo" && turn.decision.unsure })
    return id
  }

  /** Take the last step back, or do it again. Asks first where somebody else changed those records. Answers whether it was done. */
  turn(direction: "undo" | "redo"): boolean {
    const turn = this.desk.history[direction](this.store.view)
    if (!turn || !this.mayWrite()) return false
    const drags = this.gesture !== null || this.state.preview.length > 0
    // What is only being dragged is all there is to take back.
    if (drags) this.letGo()
    else if (turn.foreign) this.set({ question: { direction, label: turn.label } })
    else if (this.step(direction) === "" && turn.decision) return this.turn(direction)
    return !drags && !turn.foreign
  }

  /** Undo or redo although somebody else changed those records since; or leave it. */
  answer(yes: boolean): void {
    const { question } = this.state
    this.set({ question: null })
    if (question && yes) this.step(question.direction)
  }

  /** Go to where a property is to be filled in, and say so there. */
  ask({ frame, ...asked }: Asked & { readonly frame: number }): void {
    const spans = this.store.view.get(asked.record)?.spans ?? []
    const first = spans.find(([, end]) => end > frame)?.[0] ?? frame
    this.player.seek(Math.max(frame, first))
    this.set({ selected: asked.record, keyframe: null, tab: "label", drawer: true, asked })
  }

  /** Say something in passing. */
  say(notice: string): void {
    this.set({ notice: { text: notice, at: Date.now() } })
  }

  /** Whether labels may be placed now; says why not. */
  allowed(): boolean {
    if (!this.mayWrite()) return false
    if (!this.player.settled) this.say(t`This frame is still loading`)
    return this.player.settled
  }

  private mayWrite(): boolean {
    if (!this.desk.writable) this.say(t`You can look at this clip, but not change it`)
    else if (!this.store.loaded) this.say(t`The labels of this clip are still loading`)
    return this.desk.writable && this.store.loaded
  }

  /** Of what is contested no version is named, so that the server tells what is there instead of taking it. */
  private send(id: string, changes: readonly Change[], step?: StageStep, contested: readonly string[] = []): void {
    const ids = changes.map(subject)
    const base = this.store.versions(ids.filter((id) => !contested.includes(id)))
    const edit: Edit = { edit_id: id, base, changes, ...(step ? { step } : {}) }
    this.store.propose(edit)
    const yours = ids.flatMap((id) => this.store.view.get(id) ?? [])
    void this.desk.outbox.post({ project: this.desk.projectId, item: this.clip.id }, edit, yours)
  }
}

const NOTHING: ReadonlySet<string> = new Set()
