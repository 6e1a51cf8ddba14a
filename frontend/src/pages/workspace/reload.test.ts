/** What was too large to be told is read, and read again where an own edit came between. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { get } from "../../api/client"
import type { Editor } from "../../editor-core/editor"
import { Store } from "../../editor-core/store"
import { record } from "../../editor-core/testing"
import { readEdit, readMissed } from "./reload"

vi.mock("../../api/client", () => ({ get: vi.fn() }))

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.mocked(get).mockReset()
})

function opened() {
  const store = new Store()
  store.load({ revision: 0, annotations: [] })
  return { store, editor: { desk: { projectId: 1 }, clip: { id: 2 }, store } as unknown as Editor }
}

test("another's large edit comes though an own one is merged while it is read", async () => {
  const { store, editor } = opened()
  vi.mocked(get).mockImplementationOnce(() => {
    store.merge({ edit_id: "mine", revision: 2, records: [], removed: [] })
    return Promise.resolve({ revision: 1, annotations: [record("large")], skips: [] })
  })
  vi.mocked(get).mockResolvedValueOnce({ revision: 2, annotations: [record("large")], skips: [] })

  readEdit(editor, 1)
  await vi.runAllTimersAsync()

  expect(store.view.has("large")).toBe(true)
  expect(get).toHaveBeenCalledTimes(2)
})

test("an own large edit is not read again: its answer has it", async () => {
  const { store, editor } = opened()

  readEdit(editor, 1)
  store.merge({ edit_id: "mine", revision: 1, records: [record("large")], removed: [] })
  await vi.runAllTimersAsync()

  expect(get).not.toHaveBeenCalled()
})

test("what was changed before it could be heard is read, and only that", async () => {
  const { store, editor } = opened()
  vi.mocked(get).mockResolvedValueOnce({ results: [{ revision: 3 }], next: null })
  vi.mocked(get).mockResolvedValueOnce({ revision: 3, annotations: [record("early")], skips: [] })
  await readMissed(editor)
  expect(store.view.has("early")).toBe(true)

  vi.mocked(get).mockResolvedValueOnce({ results: [{ revision: 3 }], next: null })
  await readMissed(editor)
  vi.mocked(get).mockResolvedValueOnce({ results: [], next: null })
  await readMissed(editor)
  expect(get).toHaveBeenCalledTimes(4)
})
