import { expect, test } from "vitest"
import { deedWords, gathered } from "./activityWords"

const [ada, ben] = [{ id: 1 }, { id: 2 }]

test("a row of the same deeds is one line", () => {
  const entries = [
    { action: "item.edit", user: ben },
    { action: "item.edit", user: ben },
    { action: "item.edit", user: ada },
    { action: "run.start", user: ada },
  ]
  expect(gathered(entries).map(({ first, times }) => [first.user.id, first.action, times])).toEqual([
    [2, "item.edit", 2],
    [1, "item.edit", 1],
    [1, "run.start", 1],
  ])
})

test("a deed without words of its own is still readable", () => {
  expect([deedWords("item.approve"), deedWords("stage.draw-lots")]).toEqual(["approved a clip", "stage draw lots"])
})
