/** What may be sent when: each edit after those that it builds on, a decision after all that was said of its clip. */
import { subject } from "./edits"
import type { Letter } from "./kept"
import type { StageStep } from "./types"

/** The first letter of a clip that touches nothing an earlier one touches; none while one is being written down. */
export function nextLetter(letters: readonly Letter[], item: number, isWriting: (letter: Letter) => boolean): Letter | undefined {
  const held = new Set<string>()
  let left = 0
  for (const letter of letters.filter((each) => each.item === item)) {
    if (isWriting(letter)) return undefined
    const ids = letter.edit.changes.map(subject)
    if (letter.state === "waiting" && letter.edit.step && left > 0) return undefined
    if (letter.state === "waiting" && !ids.some((id) => held.has(id))) return letter
    left += 1
    if (letter.state !== "refused") for (const id of ids) held.add(id)
  }
  return undefined
}

/** The letters that were made on what this one left, based on its versions. What other tabs wrote saw nothing of it. */
export function rebasedOn(versions: ReadonlyMap<string, number>, { item, origin }: Letter, letters: readonly Letter[]): Letter[] {
  return letters.flatMap((later) => {
    const isLater = later.item === item && later.origin === origin
    const touched = isLater ? later.edit.changes.map(subject).filter((id) => versions.has(id)) : []
    if (touched.length === 0) return []
    const base = { ...later.edit.base, ...Object.fromEntries(touched.map((id) => [id, versions.get(id) ?? 0])) }
    return [{ ...later, edit: { ...later.edit, base } }]
  })
}

/** The clips that were handed on, as far as the server does not know: to it they are still to be labeled. */
export function handedOn(letters: readonly Letter[]): number[] {
  const last = new Map<number, StageStep>()
  for (const { item, edit, state } of letters) if (edit.step && state !== "refused") last.set(item, edit.step)
  return [...last].flatMap(([item, { kind }]) => (kind === "submit" ? [item] : []))
}

/** Refused decisions about a clip that said nothing of its labels: a newer decision replaces them. */
export function mootDecisions(letters: readonly Letter[], item: number): Letter[] {
  return letters.filter((each) => each.item === item && each.state === "refused" && each.edit.step && each.edit.changes.length === 0)
}

/** What takes a decision back, where that was written meanwhile. */
export function recallOf(letters: readonly Letter[], decision: string): Letter | undefined {
  return letters.find(({ edit: { step } }) => step?.kind === "recall" && step.decision === decision)
}
