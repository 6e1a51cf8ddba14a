/** Colors and digit keys that classes share out among them. */

export const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const

/** In the order of the keyboard. */
export const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] as const

/** The first that nobody has, or null where all are taken. */
export function firstFree<T extends number>(all: readonly T[], taken: readonly (number | null)[]): T | null {
  return all.find((one) => !taken.includes(one)) ?? null
}
