/** What the editor shows: the server's records with the edits that are still on their way on top. */
import { apply, type Records } from "./edits"
import { Observable } from "./observable"
import type { Present } from "./rebase"
import { skipped } from "./skips"
import type { Annotation, Applied, Edit, Snapshot, Span } from "./types"

/** An edit of anybody, as the event stream tells it. */
export type RemoteEdit = Pick<Applied, "edit_id" | "revision" | "records" | "removed" | "skips">

/** Records by id. `view` is replaced, never changed in place. */
export class Store extends Observable {
  view: Records = new Map()
  /** The frames that nobody trains on, own edits on the way included. */
  skips: readonly Span[] = []
  /** The newest revision heard of, and the one the snapshot was taken at. */
  revision = -1
  private snapshotRevision = -1
  private taken: Snapshot | null = null
  private confirmed = new Map<string, Annotation>()
  private confirmedSkips: readonly Span[] = []
  private skipsSaidAt = -1
  private pending: Edit[] = []
  /** Versions of records that were removed, as far as they were heard of; what a refusal says corrects them. */
  private readonly gone = new Map<string, number>()
  /** The revision that last said something about a record: later answers may overtake earlier ones. */
  private readonly saidAt = new Map<string, number>()
  /** The revisions that were merged since the snapshot: edits do not come in their order. */
  private readonly merged = new Set<number>()

  /** Whether the server's labels are here; before that nothing is known of them. */
  get loaded(): boolean {
    return this.snapshotRevision >= 0
  }

  /** Start from a snapshot and the edits that never arrived. */
  load(snapshot: Snapshot, pending: readonly Edit[] = this.pending): void {
    if (snapshot.revision < this.revision || snapshot === this.taken) return
    this.taken = snapshot
    this.snapshotRevision = snapshot.revision
    this.confirmed = new Map(snapshot.annotations.map((record) => [record.id, record]))
    this.saidAt.clear()
    this.merged.clear()
    this.confirmedSkips = snapshot.skips ?? []
    this.skipsSaidAt = snapshot.revision
    this.revision = snapshot.revision
    this.pending = [...pending]
    this.derive()
  }

  /** Show an edit at once. */
  propose(edit: Edit): void {
    this.pending.push(edit)
    this.view = apply(this.view, edit.changes)
    this.skips = skipped(this.skips, edit.changes)
    this.tell()
  }

  /** What the server said, without what is on its way. */
  get snapshot(): Snapshot {
    return { revision: this.revision, annotations: [...this.confirmed.values()], skips: this.confirmedSkips }
  }

  /** Put other changes in the place of an edit that was rebased; one that was refused is there again. */
  replace(edit: Edit): void {
    const known = this.pending.some(({ edit_id }) => edit_id === edit.edit_id)
    this.pending = known ? this.pending.map((each) => (each.edit_id === edit.edit_id ? edit : each)) : [...this.pending, edit]
    this.derive()
  }

  /** Take an edit off: it was refused, or given up. */
  withdraw(editId: string): void {
    this.pending = this.pending.filter((edit) => edit.edit_id !== editId)
    this.derive()
  }

  /** Merge what the server says, be it the answer to an own edit or somebody else's. */
  merge(edit: RemoteEdit): void {
    // A snapshot that was taken before it is refused: what was saved is not to go from the screen.
    if (!this.loaded) this.revision = Math.max(this.revision, edit.revision)
    if (!this.loaded) return
    const news = (id: string) => edit.revision > (this.saidAt.get(id) ?? this.snapshotRevision)
    for (const record of edit.records.filter(({ id, version }) => news(id) && version >= this.version(id))) {
      this.confirmed.set(record.id, record)
      this.saidAt.set(record.id, edit.revision)
    }
    for (const id of edit.removed.filter(news)) {
      // Each change raises a version by one, removing too; bringing the record back builds on that.
      const last = this.confirmed.get(id)
      if (last) this.gone.set(id, last.version + 1)
      this.confirmed.delete(id)
      this.saidAt.set(id, edit.revision)
    }
    if (edit.skips && edit.revision > this.skipsSaidAt) {
      this.confirmedSkips = edit.skips
      this.skipsSaidAt = edit.revision
    }
    this.revision = Math.max(this.revision, edit.revision)
    this.merged.add(edit.revision)
    this.withdraw(edit.edit_id)
  }

  /** Whether what an edit did is here, by its revision. */
  knows(revision: number): boolean {
    return revision <= this.snapshotRevision || this.merged.has(revision)
  }

  /** Take in what a refusal said about records that moved on. */
  learn({ records, removed, versions = {} }: Present): void {
    for (const record of records) if (record.version > this.version(record.id)) this.confirmed.set(record.id, record)
    for (const id of removed) this.confirmed.delete(id)
    for (const [id, version] of Object.entries(versions)) this.gone.set(id, version)
    this.derive()
  }

  private version(id: string): number {
    return this.confirmed.get(id)?.version ?? 0
  }

  /** The versions an edit of these records would be based on. */
  versions(ids: Iterable<string>): Record<string, number> {
    const known = [...new Set(ids)].flatMap((id): [string, number][] => {
      const version = this.confirmed.get(id)?.version ?? this.gone.get(id)
      return version === undefined ? [] : [[id, version]]
    })
    return Object.fromEntries(known)
  }

  private derive(): void {
    // In one go: the records are copied once, however many edits wait.
    this.view = apply(this.confirmed, this.pending.flatMap(({ changes }) => changes))
    this.skips = this.pending.reduce((skips, edit) => skipped(skips, edit.changes), this.confirmedSkips)
    this.tell()
  }
}
