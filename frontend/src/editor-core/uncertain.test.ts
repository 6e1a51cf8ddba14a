import { expect, test } from "vitest"
import { command } from "./commands/registry"
import { ATTACK, desk, record, REPLAY } from "./testing"
import type { Annotation, Span } from "./types"
import { uncertain } from "./uncertain"

const GUESS = { source: "model", confidence: 0.9 } as const

function found(records: readonly Annotation[], single = true): Span[] {
  return uncertain(new Map(records.map((one) => [one.id, one])), [], single)
}

test("[P62] a label that the model is not sure of is to be looked at, a sure one is not", () => {
  const low = record("low", { spans: [[10, 20], [40, 50]], source: "model", confidence: 0.41 })
  const sure = record("sure", { spans: [[60, 70]], ...GUESS })

  expect(found([low, sure])).toEqual([[10, 20], [40, 50]])
})

test("[P62] so is the part over which a person says another class, or that it is not this one", () => {
  const guess = record("guess", { class_id: ATTACK.id, spans: [[10, 60]], ...GUESS })
  const other = record("other", { class_id: REPLAY.id, spans: [[40, 80]] })
  const same = record("same", { class_id: ATTACK.id, spans: [[10, 30]] })
  const not = record("not", { class_id: ATTACK.id, spans: [[20, 25]], negative: true })

  expect(found([guess, same])).toEqual([])
  expect(found([guess, other])).toEqual([[40, 60]])
  expect(found([guess, other], false)).toEqual([])
  expect(found([guess, not], false)).toEqual([[20, 25]])
})

test("[P62] so is a stretch where it cannot tell; what touches is one stretch", () => {
  const low = record("low", { spans: [[10, 20]], source: "model", confidence: 0.3 })
  const doubt = [
    { start: 0, end: 10, value: 0.2 },
    { start: 20, end: 30, value: 0.9 },
    { start: 70, end: 80, value: 0.95 },
  ]

  expect(uncertain(new Map([[low.id, low]]), doubt, true)).toEqual([[10, 30], [70, 80]])
})

test("[P62] one key goes to the next such frame, with Shift to the one before, and around the end", () => {
  const low = record("low", { spans: [[10, 20], [40, 50]], source: "model", confidence: 0.3 })
  const { editor } = desk([low], 0)
  const press = (id: string) => {
    command(id).run(editor, "")
    return editor.player.asked
  }

  expect([press("next-uncertain"), press("next-uncertain"), press("next-uncertain")]).toEqual([10, 40, 10])
  expect([press("previous-uncertain"), press("previous-uncertain")]).toEqual([40, 10])
})

test("[P62] where the model is sure of everything, it is said", () => {
  const { editor } = desk([record("sure", { ...GUESS })], 5)

  command("next-uncertain").run(editor, "")

  expect(editor.player.asked).toBe(5)
  expect(editor.state.notice?.text).toBe("Nothing here is uncertain")
})
