/** The built-in skeletons are ones that the server takes. */
import { i18n } from "@lingui/core"
import { expect, test } from "vitest"
import { TEMPLATES } from "./templates"

test.each(TEMPLATES.map(({ name, template }) => ({ name: i18n._(name), template })))("[P19] $name: names differ, edges join them, and all lies in the unit square", ({ name, template }) => {
  const names = template.joints.map((joint) => joint.name)
  expect(new Set(names).size).toBe(Number(/\d+/.exec(name)?.[0]))
  expect(template.edges.flat().every((end) => names.includes(end))).toBe(true)
  expect(template.joints.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true)
})
