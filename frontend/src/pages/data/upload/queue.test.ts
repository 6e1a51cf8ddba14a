import { expect, test } from "vitest"
import { added, AT_ONCE, changed, fingerprint, isDoubled, newUpload, secondsLeft, smoothed, startable, type Upload, uploadedCount } from "./queue"

const upload = (id: string, change: Partial<Upload> = {}): Upload => ({
  ...newUpload(id, { name: `${id}.mp4`, size: 1000 }, "", { rate: "native", dataset: null, asFrames: false }),
  ...change,
})

test("so many go at once, the others wait their turn", () => {
  const waiting = ["a", "b", "c", "d", "e"].map((id) => upload(id))
  expect(startable(waiting).map(({ id }) => id)).toEqual(["a", "b", "c"])
  const busy = [upload("x", { state: "uploading" }), upload("y", { state: "resuming" }), ...waiting]
  expect(startable(busy)).toHaveLength(AT_ONCE - 2)
})

test("a paused or failed file lets the next one go", () => {
  const files = [upload("a", { state: "paused" }), upload("b", { state: "failed" }), upload("c")]
  expect(startable(files).map(({ id }) => id)).toEqual(["c"])
})

test("the same file dropped again goes on in its old place", () => {
  const wanted = [upload("a", { state: "wanted", sent: 410 }), upload("b")]
  const again = added(wanted, [upload("a", { sent: 410 }), upload("c")])
  expect(again.map(({ id, state, sent }) => [id, state, sent])).toEqual([
    ["a", "waiting", 410],
    ["b", "waiting", 0],
    ["c", "waiting", 0],
  ])
})

test("what changes about one leaves the others alone", () => {
  const [a, b] = changed([upload("a"), upload("b")], "b", { state: "processing", itemId: 7 })
  expect([a?.state, b?.state, b?.itemId]).toEqual(["waiting", "processing", 7])
})

test("a file counts as uploaded before it can be labeled", () => {
  expect(uploadedCount([upload("a", { state: "processing", arrived: true }), upload("b", { state: "ready", arrived: true }), upload("c")])).toBe(2)
})

test("a file may be skipped where its bytes are a clip already, and it has become one of its own", () => {
  const told = { itemId: 7, twin: 3 }
  const files = [upload("a", told), upload("b", { itemId: 7 }), upload("c", { twin: 3 }), upload("d", { ...told, asFrames: true })]
  expect(files.filter(isDoubled).map(({ id }) => id)).toEqual(["a"])
})

test("time left counts what waits, at the speed of what moves", () => {
  const files = [upload("a", { state: "uploading", sent: 500, speed: 100 }), upload("b")]
  expect(secondsLeft(files)).toBe(15)
  expect(secondsLeft([upload("b")])).toBeNull()
})

test("speed is smoothed", () => {
  expect(smoothed(null, 500, 1000)).toBe(500)
  expect(smoothed(500, 1000, 1000)).toBe(600)
})

test("a file at another rate is another upload", () => {
  const file = { name: "a.mp4", size: 1, lastModified: 2 }
  expect(fingerprint(1, "5", "", file)).not.toBe(fingerprint(1, "native", "", file))
})
