/** Esc and Enter: one step after the other, out of what was begun and into what is selected. */
import { expect, test } from "vitest"
import { box, desk, PLAYER, track } from "../testing"
import { command } from "./registry"

test("Esc leaves one thing at a time: a drawing, its tool, the selection, In–Out, then the panel", () => {
  const { editor } = desk([track("a", { 0: box(0) })])
  editor.set({ tool: "polygon", draft: { places: [], into: null }, selected: "a", in: 3, out: 9, drawer: true })
  const left = ["draft", "tool", "selected", "in", "drawer"] as const
  const now = () => left.map((name) => editor.state[name])

  const steps = left.map(() => {
    command("cancel").run(editor, "Esc")
    return now()
  })

  const all = [null, "select", null, null, false]
  const before = [{ places: [], into: null }, "polygon", "a", 3, true]
  expect(steps).toEqual(left.map((_, at) => left.map((_name, place) => (place <= at ? all : before)[place])))
})

test("what is asked for in the inspector is seen, however narrow the window is", () => {
  const { editor } = desk([track("a", { 0: box(0) })])
  editor.set({ selected: "a" })

  command("confirm").run(editor, "Enter")
  expect(editor.state).toMatchObject({ tab: "label", region: "objects", drawer: true })
  command("next-region").run(editor, "F6")
  expect(editor.state).toMatchObject({ region: "canvas", drawer: false })
  command("previous-region").run(editor, "Shift+F6")
  expect(editor.state).toMatchObject({ region: "objects", drawer: true })
  editor.set({ drawer: false })
  editor.ask({ record: "a", property: "light", frame: 0, sentence: `${PLAYER.name}: Light is required` })
  expect(editor.state.drawer).toBe(true)
})
