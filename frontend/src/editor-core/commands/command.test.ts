/** What can be done now is heard of, whichever part of the editor says so. */
import { expect, test, vi } from "vitest"
import { update } from "../edits"
import { box, desk, record, showFrame, track } from "../testing"
import { hearOf } from "./command"
import { command } from "./registry"

test("an open menu hears of labels that come and go, of steps, of the frame and of what is selected", () => {
  const { editor } = desk([])
  const can = (id: string) => command(id).when?.(editor) ?? true
  const heard = vi.fn(() => [can("next-object"), can("undo"), can("copy")])
  const stop = hearOf(editor, heard)
  const last = () => heard.mock.results.at(-1)?.value as boolean[]

  editor.store.merge({ edit_id: "theirs", revision: 1, records: [track("a", { 0: box(0) }, { spans: [[50, 100]] })], removed: [] })
  expect(last()).toEqual([false, false, false])
  showFrame(editor, 60)
  editor.player.play(0)
  expect(last()).toEqual([true, false, false])
  editor.change("Write", [update(editor.store.view.get("a") ?? record("a"), { text: "mine" })])
  expect(last()).toEqual([true, true, false])
  editor.set({ selected: "a" })
  expect(last()).toEqual([false, true, true])
  editor.store.merge({ edit_id: "gone", revision: 2, records: [], removed: ["a"] })
  for (const { edit_id } of editor.desk.outbox.pending(7)) editor.store.withdraw(edit_id)
  expect(last()).toEqual([false, true, false])
  stop()
  heard.mockClear()
  editor.set({ selected: null })
  expect(heard).not.toHaveBeenCalled()
})
