/** Undo and redo as inverse edits, kept in the browser so that they survive a reload. */
import type { Database } from "./database"
import { apply, invert, merge, type Records, sameContent, subject, update } from "./edits"
import type { Step } from "./kept"
import { Observable } from "./observable"
import type { Change } from "./types"

/** What an undo or redo would do now; `foreign` when somebody else changed those records since. */
export interface Turn {
  readonly label: string
  readonly changes: readonly Change[]
  readonly foreign: boolean
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
    private readonly key: string,
  ) {
    super()
  }

  /** Bring back the steps of an earlier visit. */
  async load(): Promise<void> {
    if (!this.database) return
    const range = IDBKeyRange.bound([this.key, 0], [this.key, Infinity])
    const keys = await this.database.getAllKeys("history", range)
    this.steps = await this.database.getAll("history", range)
    this.first = keys[0]?.[1] ?? 0
    const cursor = (await this.database.get("cursors", this.key)) ?? 0
    this.cursor = Math.min(Math.max(cursor - this.first, 0), this.steps.length)
    this.tell()
  }

  get canUndo(): boolean {
    return this.cursor > 0
  }

  get canRedo(): boolean {
    return this.cursor < this.steps.length
  }

  /** Remember a step; what was undone before it cannot be redone any more. */
  push(step: Step): void {
    const dropped = this.steps.length - this.cursor
    this.steps.splice(this.cursor, dropped, step)
    this.cursor += 1
    if (this.steps.length > MOST_STEPS) this.forgetOldest()
    void this.keep(step, dropped)
    this.tell()
  }

  /** The changes that would take the last step back. */
  undo(view: Records): Turn | null {
    const step = this.steps[this.cursor - 1]
    return step ? { label: step.label, ...reverse(step.changes, view) } : null
  }

  /** The changes that would do the next step again. */
  redo(view: Records): Turn | null {
    const step = this.steps[this.cursor]
    return step ? { label: step.label, ...repeat(step.changes, view) } : null
  }

  /** Move past a step that was undone (-1) or done again (1). */
  move(by: 1 | -1): void {
    this.cursor += by
    void this.keepCursor()
    this.tell()
  }

  private forgetOldest(): void {
    void this.database?.delete("history", [this.key, this.first])
    this.steps.shift()
    this.first += 1
    this.cursor -= 1
  }

  private async keep(step: Step, dropped: number): Promise<void> {
    if (!this.database) return
    const at = this.first + this.cursor - 1
    if (dropped > 1) {
      await this.database.delete("history", IDBKeyRange.bound([this.key, at + 1], [this.key, Infinity]))
    }
    await this.database.put("history", step, [this.key, at])
    await this.keepCursor()
  }

  private async keepCursor(): Promise<void> {
    await this.database?.put("cursors", this.first + this.cursor, this.key)
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
