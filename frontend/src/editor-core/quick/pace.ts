/** How fast somebody decides. */

const RECENT = 12
const PAUSE_MS = 120_000

/** Decisions a minute, from the times of the last ones; null before there are three, or after a pause. */
export function perMinute(times: readonly number[], now: number): number | null {
  const recent = times.slice(-RECENT)
  const [first] = recent
  const last = recent.at(-1)
  if (first === undefined || last === undefined || recent.length < 3 || now - last > PAUSE_MS) return null
  const minutes = (last - first) / 60_000
  return minutes > 0 ? Math.round((recent.length - 1) / minutes) : null
}
