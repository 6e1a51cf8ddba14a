import { expect, test } from "vitest"
import { projectBody } from "./templates"

test("a comma list becomes classes, without blanks and doubles", () => {
  expect(projectBody(" Sports ", "clips", "soccer, tennis,, soccer ,")).toEqual({
    name: "Sports",
    task: "single",
    classes: [
      { name: "soccer", kind: "tag" },
      { name: "tennis", kind: "tag" },
    ],
  })
})
