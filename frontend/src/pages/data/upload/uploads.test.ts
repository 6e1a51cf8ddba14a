/** No file that was given is lost or sent twice. */
import "fake-indexeddb/auto"
import { beforeEach, expect, test, vi } from "vitest"
import type { Given } from "./files"
import { fingerprint, type Giving, isDoubled } from "./queue"
import { remember, type Remembered, remembered } from "./remembered"
import type { Hearing, Sending } from "./sending"
import { UploadDesk } from "./uploads"

interface Sent {
  readonly sending: Sending
  readonly hearing: Hearing
  readonly begun: boolean
  readonly cancelled: boolean
}

const line = vi.hoisted(() => ({ senders: [] as Sent[] }))

vi.mock("./direct", () => ({ isDirect: () => Promise.resolve(false), DirectSender: vi.fn() }))
vi.mock("./sending", () => ({
  Sender: class {
    begun = false
    cancelled = false
    constructor(
      readonly sending: Sending,
      readonly hearing: Hearing,
    ) {
      line.senders.push(this)
    }
    begin = () => Promise.resolve(void (this.begun = true))
    pause = () => Promise.resolve()
    cancel = () => Promise.resolve(void (this.cancelled = true))
  },
}))

const NATIVE: Giving = { rate: "native", dataset: null, asFrames: false }
let project = 0

beforeEach(() => {
  line.senders.length = 0
  project += 1
})

const file = (name: string) => new File([name], name, { lastModified: 1 })
const given = (name: string, folder = ""): Given => ({ file: file(name), folder, handle: null })
const desk = (user = 1) => new UploadDesk(project, user)
const sent = () => line.senders.filter(({ begun }) => begun)
const sentNames = () => sent().map(({ sending }) => sending.file.name)
const states = (of: UploadDesk) => of.use.getState().uploads.map(({ name, state }) => [name, state])
const later = () => new Promise((resolve) => setTimeout(resolve, 20))

function left(name: string, more: Partial<Remembered> = {}): Remembered {
  const id = fingerprint(project, "native", "", file(name))
  return { id, projectId: project, user: 1, key: "k", name, folder: "", size: name.length, rate: "native", sent: 2, itemId: 7, handle: null, ...more }
}

test("a file dropped again while it is on its way is sent once", async () => {
  const uploads = desk()
  await uploads.give([given("a.mp4")], NATIVE)
  await later()
  await uploads.give([given("a.mp4")], NATIVE)
  await later()

  expect(sentNames()).toEqual(["a.mp4"])
  line.senders[0]?.hearing.done()
  await uploads.give([given("a.mp4")], NATIVE)
  await later()
  expect(sentNames()).toEqual(["a.mp4"])
  expect(states(uploads)).toEqual([["a.mp4", "processing"]])
})

test("a file dropped before the page remembers it goes on as what it was", async () => {
  await remember(left("a.mp4", { rate: "5", id: fingerprint(project, "5", "", file("a.mp4")) }))
  const uploads = desk()

  // Nobody waits for the memory.
  await uploads.give([given("a.mp4")], NATIVE)
  await later()

  expect(sent().map(({ sending }) => [sending.metadata.fps, sending.metadata.id])).toEqual([["5", "k"]])
  expect(uploads.use.getState().uploads.map(({ itemId }) => itemId)).toEqual([7])
})

test("two files that differ in their folder alone both go", async () => {
  await desk().give([given("a.mp4", "one"), given("a.mp4", "two")], NATIVE)
  await later()

  expect(sent().map(({ sending }) => sending.metadata.folder)).toEqual(["one", "two"])
})

test("a file that came in a folder may be given again alone", async () => {
  await remember(left("a.mp4", { folder: "one", id: fingerprint(project, "native", "one", file("a.mp4")) }))
  const uploads = desk()
  await uploads.give([given("a.mp4")], NATIVE)
  await later()

  expect(sent().map(({ sending }) => sending.metadata.folder)).toEqual(["one"])
  expect(states(uploads)).toHaveLength(1)
})

test("what waits for its turn keeps what it was given with", async () => {
  const uploads = desk()
  await uploads.give(["a", "b", "c", "d"].map((name) => given(name)), { rate: "native", dataset: 4, asFrames: true })
  await uploads.give([given("e")], NATIVE)
  await later()
  for (const one of line.senders.slice()) one.hearing.done()
  await later()

  const how = Object.fromEntries(sent().map(({ sending: { file: one, metadata } }) => [one.name, [metadata.dataset, metadata.as]]))
  expect(how).toMatchObject({ d: ["4", "frames"], e: [undefined, undefined] })
})

test("a reload remembers those that waited for their turn, and how they were given", async () => {
  await desk().give(["a", "b", "c", "d"].map((name) => given(name)), { rate: "native", dataset: 4, asFrames: true })
  await later()
  const reloaded = desk()
  await reloaded.recall()

  expect(states(reloaded)).toEqual(["a", "b", "c", "d"].map((name) => [name, "wanted"]))
  expect(reloaded.use.getState().uploads.every(({ dataset, asFrames }) => dataset === 4 && asFrames)).toBe(true)
})

test("a pause right after the start stops it, and only one sender goes on", async () => {
  const uploads = desk()
  await uploads.give([given("a.mp4")], NATIVE)
  const [{ id } = { id: "" }] = uploads.use.getState().uploads
  uploads.pause(id)
  uploads.resume(id)
  uploads.pause(id)
  await later()
  expect(sentNames()).toEqual([])

  uploads.resume(id)
  await later()
  expect(sentNames()).toEqual(["a.mp4"])
})

test("an upload that failed half way can be tried again; one whose clip failed cannot", async () => {
  const uploads = desk()
  await uploads.give([given("a.mp4")], NATIVE)
  await later()
  line.senders[0]?.hearing.created(3)
  line.senders[0]?.hearing.failed("The disk of the server is full")
  expect(uploads.use.getState().uploads.map(({ state, arrived }) => [state, arrived])).toEqual([["failed", false]])

  await uploads.give([given("a.mp4")], NATIVE)
  await later()
  expect(sentNames()).toEqual(["a.mp4", "a.mp4"])
  line.senders[1]?.hearing.done()
  const [{ id } = { id: "" }] = uploads.use.getState().uploads
  uploads.processed(id, "failed", "No picture in it")
  uploads.clearDone()
  expect(states(uploads)).toEqual([])
})

test("cancelling after a reload drops what the server has", async () => {
  await remember(left("a.mp4"))
  const uploads = desk()
  await uploads.recall()
  uploads.cancel(left("a.mp4").id)
  await later()

  expect(line.senders.map(({ sending, cancelled }) => [sending.id, cancelled])).toEqual([[left("a.mp4").id, true]])
  expect(await remembered(project, 1)).toEqual([])
})

test("what one person began goes on for nobody else", async () => {
  await remember(left("a.mp4"))
  const others = desk(2)
  await others.recall()
  expect(states(others)).toEqual([])

  const own = desk(1)
  await own.recall()
  expect(states(own)).toEqual([["a.mp4", "wanted"]])
})

test("a file that cannot be read lets the next one go", async () => {
  const uploads = desk()
  await uploads.give(["a", "b", "c", "d"].map((name) => given(name)), NATIVE)
  await later()
  line.senders[0]?.hearing.failed("gone")
  await later()

  expect(sentNames()).toEqual(["a", "b", "c", "d"])
})

/** Files that have arrived and become clips 10, 11, …, as a server says that has all of them already. */
async function doubledDesk(...names: string[]): Promise<UploadDesk> {
  const uploads = desk()
  await uploads.give(names.map((name) => given(name)), NATIVE)
  await later()
  for (const [at, { hearing }] of line.senders.entries()) {
    hearing.created(10 + at)
    hearing.twin(3)
    hearing.done()
  }
  return uploads
}

const doubled = (of: UploadDesk) => of.use.getState().uploads.filter(isDoubled).map(({ name, itemId, twin }) => [name, itemId, twin])
const idOf = (of: UploadDesk, name: string) => of.use.getState().uploads.find((upload) => upload.name === name)?.id ?? ""

test("files that were here before are said to be, until each is skipped or kept", async () => {
  const uploads = await doubledDesk("a", "b", "c")
  expect(doubled(uploads)).toEqual([["a", 10, 3], ["b", 11, 3], ["c", 12, 3]])

  uploads.processed(idOf(uploads, "b"), "ready", "")
  uploads.keepBoth(idOf(uploads, "b"))
  uploads.skipped(["a", "c"].map((name) => idOf(uploads, name)))

  expect(states(uploads)).toEqual([["b", "ready"]])
  expect(doubled(uploads)).toEqual([])
  // What is skipped has arrived: the trash has it, and the server is not asked to end its upload.
  expect(line.senders.some(({ cancelled }) => cancelled)).toBe(false)
})

test("the others go on while a file that was here before waits for its answer", async () => {
  const uploads = await doubledDesk("a", "b", "c", "d")
  await later()

  expect(sentNames()).toEqual(["a", "b", "c", "d"])
  uploads.skipped([idOf(uploads, "a")])
  expect(states(uploads)).toEqual([["b", "processing"], ["c", "processing"], ["d", "uploading"]])
})

test("a late word about a file is not about the same file given once more", async () => {
  const uploads = await doubledDesk("a")
  const first = line.senders[0]
  uploads.processed(idOf(uploads, "a"), "ready", "")
  await uploads.give([given("a")], NATIVE)
  await later()
  line.senders[1]?.hearing.created(11)
  first?.hearing.twin(3)
  expect(doubled(uploads)).toEqual([])

  line.senders[1]?.hearing.twin(10)
  expect(doubled(uploads)).toEqual([["a", 11, 10]])
})
