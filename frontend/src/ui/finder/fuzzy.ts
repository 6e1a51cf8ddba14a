/** Finding a name by some of its letters. */

/** How well letters fit a name: higher is better; null where they do not come in this order. */
export function fit(name: string, letters: string): number | null {
  const [text, wanted] = [name.toLowerCase(), letters.toLowerCase().replaceAll(" ", "")]
  const whole = text.indexOf(letters.toLowerCase().trim())
  if (whole >= 0) return 1000 - whole - text.length / 100 + (startsWord(text, whole) ? 500 : 0)
  let [at, score] = [-1, 0]
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return null
    score += startsWord(text, next) ? 3 : next === at + 1 ? 2 : 0
    at = next
  }
  return score - text.length / 100
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s,:(]/.test(text[at - 1] ?? "")
}

/** What fits, the best first; all of it in its order where nothing is wanted. */
export function fitting<Named>(all: readonly Named[], letters: string, nameOf: (one: Named) => string): Named[] {
  if (letters.trim() === "") return [...all]
  const scored = all.flatMap((one) => {
    const score = fit(nameOf(one), letters)
    return score === null ? [] : [{ one, score }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ one }) => one)
}
