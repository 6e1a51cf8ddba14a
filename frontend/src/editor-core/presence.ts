/** Which records exist at a frame, without looking at all of them. */
import type { Records } from "./edits"
import { existsAt } from "./records"
import type { Annotation } from "./types"

const BUCKETS = 128

/** An index of the tracks of some records; records never change in place, so neither does it. */
export class Presence {
  private readonly buckets: Annotation[][]
  private readonly perBucket: number

  constructor(records: Records, frames: number) {
    this.perBucket = Math.max(1, Math.ceil(frames / BUCKETS))
    this.buckets = Array.from({ length: BUCKETS }, () => [])
    for (const record of records.values()) if (record.kind !== "tag") this.add(record)
  }

  /** The tracks that exist at a frame. */
  at(frame: number): Annotation[] {
    const near = this.buckets[Math.floor(frame / this.perBucket)] ?? []
    return near.filter((record) => existsAt(record, frame))
  }

  private add(record: Annotation): void {
    let last = -1
    for (const [start, end] of record.spans) {
      const until = Math.floor((end - 1) / this.perBucket)
      for (let at = Math.max(Math.floor(start / this.perBucket), last + 1); at <= until; at += 1) {
        this.buckets[at]?.push(record)
        last = at
      }
    }
  }
}
