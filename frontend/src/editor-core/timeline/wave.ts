/** How loud a clip is: peaks with ever coarser maxima over them, so that drawing costs what it covers on screen. */

/** Peaks at a rate a second, one byte each. */
export class Wave {
  /** Each level holds the maxima of pairs of the one before. */
  private readonly levels: Uint8Array[]

  constructor(
    peaks: Uint8Array,
    readonly rate: number,
  ) {
    this.levels = [peaks]
    for (let level = peaks; level.length > 1; ) {
      level = halved(level)
      this.levels.push(level)
    }
  }

  /** The loudest peak between two times in seconds, 0 to 1; 0 outside the clip. */
  loudest(from: number, to: number): number {
    const length = this.levels[0]?.length ?? 0
    const first = Math.floor(from * this.rate)
    let low = Math.max(0, first)
    let high = Math.min(length, Math.max(Math.ceil(to * this.rate), first + 1))
    let best = 0
    for (let level = 0; low < high; level += 1) {
      const peaks = this.levels[level]
      if (low & 1) best = Math.max(best, peaks?.[low++] ?? 0)
      if (high & 1) best = Math.max(best, peaks?.[--high] ?? 0)
      low >>= 1
      high >>= 1
    }
    return best / 255
  }
}

function halved(peaks: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: Math.ceil(peaks.length / 2) }, (_, at) => Math.max(peaks[2 * at] ?? 0, peaks[2 * at + 1] ?? 0))
}
