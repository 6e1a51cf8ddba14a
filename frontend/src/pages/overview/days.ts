/** Days without gaps, and how long the rest takes at the pace so far. */

export interface Day {
  readonly day: string
  readonly count: number
}

const DAY_MS = 86_400_000
/** The pace is that of the last days on which something was done. */
const PACE_DAYS = 7

/** The last days up to today, those on which nothing was done as zero. Days are `YYYY-MM-DD`, UTC. */
export function filled(days: readonly Day[], today: Date, length: number): Day[] {
  const known = new Map(days.map(({ day, count }) => [day, count]))
  return Array.from({ length }, (_, at) => {
    const day = new Date(today.getTime() - (length - 1 - at) * DAY_MS).toISOString().slice(0, 10)
    return { day, count: known.get(day) ?? 0 }
  })
}

/** In how many working days the rest is done at the pace so far; null before there is one. */
export function daysLeft(days: readonly Day[], left: number): number | null {
  const worked = days.filter(({ count }) => count > 0).slice(-PACE_DAYS)
  const pace = worked.reduce((sum, { count }) => sum + count, 0) / Math.max(worked.length, 1)
  return pace > 0 && left > 0 ? Math.ceil(left / pace) : null
}
