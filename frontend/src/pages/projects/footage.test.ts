import { expect, test } from "vitest"
import { proposed } from "./footage"
import { projectBody } from "./templates"

test.each([
  { kind: "sports", template: "boxes", kinds: ["box", "keypoint", "vector", "tag"] },
  { kind: "traffic", template: "boxes", kinds: ["box", "box", "polyline", "polygon"] },
  { kind: "surveillance", template: "moments", kinds: ["tag", "tag", "box"] },
  { kind: "microscopy", template: "boxes", kinds: ["polygon", "mask", "keypoint", "tag"] },
] as const)("[P61] $kind footage proposes classes of its kinds", ({ kind, template, kinds }) => {
  const found = proposed(kind)

  expect([found.template, found.classes.map((one) => one.kind)]).toEqual([template, kinds])
  expect(new Set(found.classes.map(({ name }) => name)).size).toBe(kinds.length)
})

test("[P61] what is proposed goes along with what is typed, each name once", () => {
  const { classes } = proposed("surveillance")

  const body = projectBody("Street", "moments", "fight, person", classes)

  expect(body.task).toBe("multi")
  expect(body.classes).toEqual([
    { name: "normal", kind: "tag" },
    { name: "incident", kind: "tag" },
    { name: "person", kind: "box" },
    { name: "fight", kind: "tag" },
  ])
})
