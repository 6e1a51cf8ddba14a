/** What is only convenient to find again. */

/** Remember something in this browser; where that keeps nothing, or is full, that is no reason to stop. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It holds for as long as the page does.
  }
}
