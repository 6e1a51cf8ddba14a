/** How keys are written in lists. */

/** Ten digits are one range. */
export function shortened(keys: readonly string[]): readonly string[] {
  return keys.length === 10 ? [`${keys[0] ?? ""} – ${keys[9] ?? ""}`] : keys
}
