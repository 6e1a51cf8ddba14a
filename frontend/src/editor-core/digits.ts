/** Which digit picks a class of a list. */
import type { LabelClass } from "./types"

/** The digit that picks a class: its own, else its place in the list where no other class has that. */
export function digitOf(classes: readonly LabelClass[], index: number): number | null {
  const own = classes[index]?.hotkey ?? null
  const place = index + 1
  return own ?? (place > 9 || classes.some(({ hotkey }) => hotkey === place) ? null : place)
}
