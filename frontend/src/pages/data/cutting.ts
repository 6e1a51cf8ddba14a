/** What is asked of the server when a clip is cut. */

export interface Cutting {
  readonly by: "shots" | "length" | "ranges"
  readonly seconds: number
  /** Two numbers a line. */
  readonly text: string
}

interface Whole {
  readonly frames: number | null
  readonly rate: { readonly numerator: number; readonly denominator: number } | null
}

type CutAsk = { by: "shots" } | { by: "length"; length: number } | { by: "ranges"; ranges: [number, number][] }

/** The request, or null while it does not say where to cut. */
export function cutAsk({ by, seconds, text }: Cutting, { frames, rate }: Whole): CutAsk | null {
  if (frames === null || rate === null) return null
  // The server knows where its shots begin.
  if (by === "shots") return { by }
  if (by === "length") {
    const length = Math.round((seconds * rate.numerator) / rate.denominator)
    return length >= 1 && length < frames ? { by, length } : null
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  const ranges = lines.map((line) => (line.match(/\d+/g) ?? []).map(Number))
  const right = ranges.every((one): one is [number, number] => one.length === 2)
  return right && ranges.length > 0 ? { by, ranges } : null
}
