/** A server for tests that keeps the law of edits as annotator/edits does: versions, one answer for each edit, provenance. */
import { apply, subject } from "./edits"
import type { Answer } from "./outbox"
import { skipped } from "./skips"
import type { Annotation, Change, Edit, Snapshot, Span } from "./types"

export class Server {
  readonly rows = new Map<string, Annotation>()
  /** Removed records stay, so that their versions only grow. */
  private readonly gone = new Map<string, Annotation>()
  readonly answers = new Map<string, Answer>()
  readonly received: string[] = []
  revision = 0
  skips: readonly Span[] = []
  fault: "none" | "offline" | "lost-answer" | "signed-out" | "refusing" = "none"

  constructor(records: readonly Annotation[] = []) {
    for (const each of records) this.rows.set(each.id, each)
  }

  readonly send = async (_address: unknown, edit: Edit): Promise<Answer> => {
    await Promise.resolve()
    if (this.fault === "offline") return { kind: "unreachable" }
    if (this.fault === "signed-out") return { kind: "signed-out" }
    if (this.fault === "refusing") return { kind: "refused", problem: "This clip was removed" }
    this.received.push(edit.edit_id)
    const answer = this.take(edit)
    return this.fault === "lost-answer" ? { kind: "unreachable" } : answer
  }

  /** Answer an edit, the same one always the same. */
  take(edit: Edit): Answer {
    return this.answers.get(edit.edit_id) ?? this.decide(edit)
  }

  get snapshot(): Snapshot {
    return { revision: this.revision, annotations: [...this.rows.values()], skips: this.skips }
  }

  private decide(edit: Edit): Answer {
    const about = edit.changes.filter((change) => !("skip" in change))
    const moved = about.filter((change) => !this.fits(change, edit))
    if (moved.length > 0) return this.conflict(moved.map(subject))
    const lie = about.find((change) => this.lies(change))
    if (lie) return { kind: "refused", problem: `${subject(lie)} is not what a person may say` }
    this.revision += 1
    this.skips = skipped(this.skips, edit.changes)
    for (const change of about) this.put(change)
    const ids = about.map(subject)
    const applied = {
      edit_id: edit.edit_id,
      revision: this.revision,
      records: ids.flatMap((id) => this.rows.get(id) ?? []),
      removed: ids.filter((id) => !this.rows.has(id)),
      suggestion: false,
      skips: about.length < edit.changes.length ? this.skips : null,
    }
    const answer: Answer = { kind: "applied", applied }
    this.answers.set(edit.edit_id, answer)
    return answer
  }

  private fits(change: Change, { base }: Edit): boolean {
    const id = subject(change)
    const here = "added" in change ? this.gone.get(id) : this.rows.get(id)
    if ("added" in change && !here) return !this.rows.has(id) && (base[id] ?? 0) === 0
    return here !== undefined && base[id] === here.version
  }

  /** Whether a person speaks as a model that never said so. */
  private lies(change: Change): boolean {
    if (!("added" in change)) return false
    const { source, model_id, confidence } = change.added
    const before = this.gone.get(subject(change))
    if (!before) return source !== "human" || model_id !== null || confidence !== null
    return model_id !== before.model_id || confidence !== before.confidence || (source === "model" && model_id === null)
  }

  private put(change: Change): void {
    const id = subject(change)
    const before = this.rows.get(id) ?? this.gone.get(id)
    const version = (before?.version ?? 0) + 1
    const after = apply(this.rows, [change]).get(id)
    if (after) this.rows.set(id, { ...after, version })
    else if (before) this.gone.set(id, { ...before, version })
    if (after) this.gone.delete(id)
    else this.rows.delete(id)
  }

  private conflict(ids: readonly string[]): Answer {
    const left = ids.flatMap((id): [string, number][] => {
      const record = this.gone.get(id)
      return record ? [[id, record.version]] : []
    })
    const records = ids.flatMap((id) => this.rows.get(id) ?? [])
    return { kind: "conflict", records, removed: ids.filter((id) => !this.rows.has(id)), versions: Object.fromEntries(left) }
  }
}

/** What records say, whoever wrote them in how many steps, in the order of their ids. */
export function contents(records: Iterable<Annotation>): Annotation[] {
  const said = [...records].map((record) => ({ ...record, version: 0, author: null }))
  return said.sort((a, b) => (a.id < b.id ? -1 : 1))
}
