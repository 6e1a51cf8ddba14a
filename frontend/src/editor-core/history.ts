/** Undo and redo as inverse edits, kept in the browser so that they survive a reload. */
import type { Database } from "./database"
import { apply, invert, merge, type Records, sameContent, subject, update } from "./edits"
import type { Decision, Step } from "./kept"
import { Observable } from "./observable"
import { claimStack, keepStack, keepStep, moveCursor, replaceStep, stackName, without } from "./stacks"
import { ALONE, type Tab } from "./tab"
import type { Change, StageStep } from "./types"

/** What an undo or redo would do now; `foreign` when somebody else changed those records since. */
export interface Turn {
  readonly label: string
  readonly changes: readonly Change[]
  readonly foreign: boolean
  /** With the step the clip was handed on, too. */
  readonly decision?: Decision | undefined
}

/** What becomes of a decision that is undone, or done again. */
export function stageStep(direction: "undo" | "redo", decision: Decision | undefined): StageStep | undefined {
  if (!decision) return undefined
  return direction === "undo" ? { kind: "recall", decision: decision.id } : { kind: "submit", unsure: decision.unsure }
}

const MOST_STEPS = 1000

/** Steps in order; those before the cursor are done, those after it undone. */
export class History extends Observable {
  private steps: Step[] = []
  private cursor = 0
  /** The number of the first kept step, growing as old ones are forgotten. */
  private first = 0

  constructor(
    private readonly database: Database | null,
    private readonly desk: string,
    private readonly tab: Tab = ALONE,
  ) {
    super()
  }

  /** Bring back the steps of an earlier visit. Where the browser cannot, they stay where they are. */
  async load(): Promise<void> {
    const kept = this.database && (await claimStack(this.database, this.desk, this.tab).catch(() => null))
    if (!kept) return
    const { steps, first, cursor } = kept
    this.steps = [...steps]
    this.first = first
    this.cursor = Math.min(Math.max(cursor - first, 0), steps.length)
    this.tell()
  }

  /** The step that was done last. */
  get last(): Step | undefined {
    return this.steps[this.cursor - 1]
  }

  get canUndo(): boolean {
    return this.cursor > 0
  }

  get canRedo(): boolean {
    return this.cursor < this.steps.length
  }

  /** How many steps are done, counted from the first that was ever kept. */
  get done(): number {
    return this.first + this.cursor
  }

  /** Remember a step; what was undone before it cannot be redone any more. */
  push(step: Step): void {
    this.steps.splice(this.cursor, Infinity, step)
    this.cursor += 1
    if (this.steps.length > MOST_STEPS) this.forgetOldest()
    this.keep((database) => keepStep(database, this.name, step, this.done - 1, this.first))
    this.tell()
  }

  /** The changes that would take the last step back. */
  undo(view: Records): Turn | null {
    const step = this.steps[this.cursor - 1]
    return step ? { label: step.label, decision: step.decision, ...reverse(step.changes, view) } : null
  }

  /** The changes that would do the next step again. */
  redo(view: Records): Turn | null {
    const step = this.steps[this.cursor]
    return step ? { label: step.label, decision: step.decision, ...repeat(step.changes, view) } : null
  }

  /** Move past a step that was undone (-1) or done again (1), by which edit. */
  move(by: 1 | -1, edit = ""): void {
    const at = by < 0 ? this.cursor - 1 : this.cursor
    const passed = this.steps[at]
    if (!passed) return
    const step = { ...passed, edit }
    this.steps[at] = step
    this.cursor += by
    this.keep((database) => moveCursor(database, this.name, this.done, step, this.first + at))
    this.tell()
  }

  /** Forget what an edit did that was given up: there is nothing to take back. */
  forget(edit: string): void {
    const left = without({ steps: this.steps, first: this.first, cursor: this.done }, edit)
    if (!left) return
    this.steps = [...left.steps]
    this.cursor = left.cursor - left.first
    this.keep((database) => keepStack(database, this.name, left))
    this.tell()
  }

  /** Remember by which edit the last step handed the clip on: each time it is another. */
  decided(decision: Decision): void {
    const { last } = this
    if (!last) return
    const step = { ...last, decision }
    this.steps[this.cursor - 1] = step
    this.keep((database) => replaceStep(database, this.name, step, this.done - 1))
    this.tell()
  }

  private get name(): string {
    return stackName(this.desk, this.tab)
  }

  /** Write something down, as far as the browser can: on this page the steps are there. */
  private keep(write: (database: Database) => Promise<void>): void {
    if (this.database) void write(this.database).catch(() => undefined)
  }

  private forgetOldest(): void {
    this.steps.shift()
    this.first += 1
    this.cursor -= 1
  }
}

function reverse(changes: readonly Change[], view: Records) {
  const after = apply(new Map(), changes)
  let foreign = false
  const result = changes.flatMap((change): Change[] => {
    // What others skipped since stays as they made it, so that there is nothing to ask.
    if ("skip" in change) return invert([change])
    const now = view.get(subject(change))
    if ("removed" in change) return now ? [] : [{ added: change.removed }]
    if (!now) {
      foreign = true
      return []
    }
    if ("added" in change) {
      foreign ||= !sameContent(now, after.get(now.id) ?? now)
      return [{ removed: now }]
    }
    const { patch, clash } = merge(change.updated.to, change.updated.from, now)
    foreign ||= clash
    return [update(now, patch)]
  })
  return { changes: result.reverse(), foreign }
}

function repeat(changes: readonly Change[], view: Records) {
  let foreign = false
  const result = changes.flatMap((change): Change[] => {
    if ("skip" in change) return [change]
    const now = view.get(subject(change))
    if ("added" in change) return now ? [] : [change]
    if (!now) return []
    if ("removed" in change) {
      foreign ||= !sameContent(now, change.removed)
      return [{ removed: now }]
    }
    const { patch, clash } = merge(change.updated.from, change.updated.to, now)
    foreign ||= clash
    return [update(now, patch)]
  })
  return { changes: result, foreign }
}
