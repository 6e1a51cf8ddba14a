/** A drop reaches the page that it was meant for, whenever that is there. */
import { beforeEach, expect, test, vi } from "vitest"
import { catchDrops, takeDrops } from "./drops"

const { laid } = vi.hoisted(() => {
  const laid: object[] = []
  const createElement = () => ({
    get isConnected() {
      return laid.includes(this)
    },
    remove: () => laid.splice(0),
  })
  vi.stubGlobal("document", { createElement, body: { append: (one: object) => laid.push(one) } })
  return { laid }
})
const page = new EventTarget()
vi.stubGlobal("window", page)
vi.stubGlobal("FileSystemFileHandle", EventTarget)
const here = { pathname: "/p/1/data" }
vi.stubGlobal("location", here)
catchDrops()

beforeEach(() => {
  here.pathname = "/p/1/data"
})

function drag(kind: "dragover" | "drop", name: string) {
  const file = new File(["x"], name)
  const item = { kind: "file", webkitGetAsEntry: () => null, getAsFile: () => file }
  const dataTransfer = { types: ["Files"], items: [item], dropEffect: "copy" }
  const event = Object.assign(new Event(kind, { cancelable: true }), { dataTransfer })
  page.dispatchEvent(event)
  return event
}

const taker = () => ({ over: vi.fn(), give: vi.fn(), failed: vi.fn() })
const names = (one: ReturnType<typeof taker>) => one.give.mock.calls.flatMap(([files]: { file: File }[][]) => (files ?? []).map(({ file }) => file.name))

test("files that are dropped before the page is there wait for it", async () => {
  expect(drag("drop", "early.mp4").defaultPrevented).toBe(true)
  const data = taker()
  const stop = takeDrops(data)
  drag("drop", "late.mp4")
  await vi.waitFor(() => expect(names(data)).toEqual(["early.mp4", "late.mp4"]))
  stop()

  const again = taker()
  takeDrops(again)()
  await Promise.resolve()
  expect(names(again)).toEqual([])
})

test("they go to no other page", async () => {
  drag("drop", "early.mp4")
  here.pathname = "/p/2/data"
  const other = taker()
  takeDrops(other)()
  await Promise.resolve()
  expect(names(other)).toEqual([])
})

test("where no page takes files, a drop does not lead away", () => {
  here.pathname = "/p/1/items/5"
  const event = drag("dragover", "a.mp4")
  expect([event.defaultPrevented, event.dataTransfer.dropEffect]).toEqual([true, "none"])
  expect(drag("drop", "a.mp4").defaultPrevented).toBe(true)
  const data = taker()
  takeDrops(data)()
  expect(names(data)).toEqual([])
})

test("while files are held one thing is below them, whatever the page does", () => {
  drag("dragover", "a.mp4")
  drag("dragover", "a.mp4")
  expect(laid).toHaveLength(1)
  drag("drop", "a.mp4")
  expect(laid).toEqual([])
})
