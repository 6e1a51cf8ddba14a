/** What a page makes of a server's no, and of its silence. */
import { expect, test } from "vitest"
import { ApiProblem, obstacle, Unreachable } from "./problem"

const no = (status: number) => new ApiProblem(status, "code", "No", {}, null, {})
const there = { data: 1, error: null }

test("silence takes nothing away that is there, and is told where nothing is", () => {
  const silence = new Unreachable()
  expect(obstacle(there, { data: 1, error: silence })).toBeNull()
  expect(obstacle(there, { data: 1, error: no(503) })).toBeNull()
  expect(obstacle(there, { data: undefined, error: silence })).toBe(silence)
  expect(obstacle(there, { data: undefined, error: null })).toBeNull()
})

test("a session that ended closes nothing: somebody signs in again over it", () => {
  expect(obstacle({ data: 1, error: no(401) })).toBeNull()
})

test.each([403, 404, 410])("what is not for this person any more goes (%i)", (status) => {
  expect(obstacle(there, { data: 1, error: no(status) })?.message).toBe("No")
})
