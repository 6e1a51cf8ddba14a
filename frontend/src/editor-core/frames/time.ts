/** Frames as people read them: timecodes, from the stored map of the clip. */
import type { ClipFacts } from "../types"

/** Seconds at which a frame begins; of the frame past the last, where the last one ends. */
export function secondsAt(frame: number, clip: ClipFacts): number {
  const known = clip.seconds[frame]
  if (known !== undefined) return known
  return (clip.seconds.at(-1) ?? 0) + (frame - clip.frames + 1) / clip.rate
}

/** The frame on screen at a time: the last one that began by then. */
export function frameAt(seconds: number, clip: ClipFacts): number {
  let low = 0
  let high = clip.frames - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    // A microsecond of grace: times that were rounded to decimals mean the frame that begins there.
    if ((clip.seconds[middle] ?? 0) <= seconds + 1e-6) low = middle
    else high = middle - 1
  }
  return low
}

/** `hh:mm:ss.mmm`; the short form leaves the hours out. */
export function timecode(seconds: number, form: "long" | "short" = "long"): string {
  const all = Math.round(seconds * 1000)
  const pad = (value: number, digits: number) => String(value).padStart(digits, "0")
  const rest = `${pad(Math.floor(all / 60_000) % 60, 2)}:${pad(Math.floor(all / 1000) % 60, 2)}.${pad(all % 1000, 3)}`
  return form === "short" && all < 3_600_000 ? rest : `${pad(Math.floor(all / 3_600_000), 2)}:${rest}`
}

/** Seconds in what a person typed: `73.68`, `1:13.68` or `00:01:13.680`; null when it is no time. */
export function parseTime(text: string): number | null {
  const parts = text.trim().split(":")
  const fits = parts.length <= 3 && parts.every((part) => /^\d+(\.\d+)?$/.test(part))
  return fits ? parts.reduce((sum, part) => sum * 60 + Number(part), 0) : null
}
