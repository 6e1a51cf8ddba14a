/** What is typed is neither lost nor said of something else. */
import { expect, test, vi } from "vitest"
import { Typing } from "./useTyped"

test("it is taken once, for what was shown when it was typed", () => {
  const typing = new Typing()
  const [first, second] = [vi.fn(), vi.fn()]
  typing.write("1", first)
  typing.write("12", second)
  typing.leave()
  typing.leave()
  expect([first.mock.calls, second.mock.calls]).toEqual([[], [["12"]]])
})

test("taking it may end the field, which takes it no second time", () => {
  const typing = new Typing()
  const take = vi.fn(() => typing.leave())
  typing.write("12", take)
  typing.leave()
  expect(take).toHaveBeenCalledTimes(1)
})

test("what was dropped is taken by nobody", () => {
  const typing = new Typing()
  const take = vi.fn()
  typing.write("12", take)
  typing.drop()
  typing.leave()
  expect(take).not.toHaveBeenCalled()
})
