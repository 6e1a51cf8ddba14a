/** What the server answers on the way decides whether a file goes on, begins anew, or is given up. */
import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client"
import { expect, test, vi } from "vitest"
import { Sender } from "./sending"

vi.stubGlobal("document", { cookie: "" })

const FILE = new File(["0123456789"], "a.mp4")
const AT = "/api/v1/projects/1/uploads/x"

type Reply = readonly [status: number, headers?: Readonly<Record<string, string>>]

/** A server that gives its answers in this order, and tells what it was asked. */
function server(replies: readonly Reply[]) {
  const asked: string[] = []
  const left = [...replies]
  const answer = (): HttpResponse => {
    const [status, headers = {}] = left.shift() ?? [500]
    return { getStatus: () => status, getHeader: (name) => headers[name], getBody: () => "{}", getUnderlyingObject: () => null }
  }
  const createRequest = (method: string, url: string): HttpRequest => ({
    getMethod: () => method,
    getURL: () => url,
    setHeader: () => undefined,
    getHeader: () => undefined,
    setProgressHandler: () => undefined,
    send: () => {
      asked.push(method)
      return Promise.resolve(answer())
    },
    abort: () => Promise.resolve(),
    getUnderlyingObject: () => null,
  })
  const httpStack: HttpStack = { createRequest, getName: () => "here" }
  return { asked, httpStack }
}

/** A sender of a file of which an earlier visit sent some, and what is heard of it. */
function sender(replies: readonly Reply[], known = true) {
  const { asked, httpStack } = server(replies)
  const heard = { progress: vi.fn(), broken: vi.fn(), created: vi.fn(), twin: vi.fn(), done: vi.fn(), failed: vi.fn() }
  const before = { size: 10, metadata: {}, creationTime: "", urlStorageKey: "k", uploadUrl: AT, parallelUploadUrls: null }
  const urlStorage = {
    findAllUploads: () => Promise.resolve(known ? [before] : []),
    findUploadsByFingerprint: () => Promise.resolve(known ? [before] : []),
    removeUpload: () => Promise.resolve(),
    addUpload: () => Promise.resolve("k"),
  }
  const openFile = () => Promise.resolve({ size: 10, slice: (start: number, end: number) => Promise.resolve({ value: { size: Math.min(end, 10) - start }, done: true }), close: () => undefined })
  const ways = { httpStack, urlStorage, fileReader: { openFile }, retryDelays: [0, 0, 0] }
  return { asked, heard, sender: new Sender({ id: "a", user: 1, projectId: 1, file: FILE, metadata: {} }, heard, ways) }
}

const SOME: Reply = [200, { "Upload-Offset": "4", "Upload-Length": "10", "Cliploop-Item": "7" }]
const REST: Reply = [204, { "Upload-Offset": "10" }]
const MADE: Reply = [201, { Location: AT, "Cliploop-Item": "8" }]

test("it goes on where the server stopped, and hears which clip it becomes", async () => {
  const { asked, heard, sender: one } = sender([SOME, REST])
  await one.begin()
  await vi.waitFor(() => expect(heard.done).toHaveBeenCalled())
  expect(asked).toEqual(["HEAD", "PATCH"])
  expect(heard.created).toHaveBeenCalledWith(7)
})

test.each([
  ["the last bytes", [SOME, [204, { "Upload-Offset": "10", "Cliploop-Twin": "3" }]]],
  ["a visit after them", [[200, { "Upload-Offset": "10", "Upload-Length": "10", "Cliploop-Item": "7", "Cliploop-Twin": "3" }]]],
] satisfies [string, Reply[]][])("%s tell that the file was here before", async (_, replies) => {
  const { heard, sender: one } = sender(replies)
  await one.begin()
  await vi.waitFor(() => expect(heard.done).toHaveBeenCalled())
  expect(heard.created.mock.calls).toEqual([[7]])
  expect(heard.twin.mock.calls).toEqual([[3]])
})

test.each([401, 429, 500, 502, 503])("a server that answers %i for now does not begin the file anew", async (status) => {
  const { asked, heard, sender: one } = sender([[status], SOME, REST])
  await one.begin()
  await vi.waitFor(() => expect(heard.done).toHaveBeenCalled())
  expect(asked).toEqual(["HEAD", "HEAD", "PATCH"])
  expect(heard.broken).toHaveBeenCalledTimes(1)
})

test.each([404, 410])("what is gone (%i) begins anew", async (status) => {
  const { asked, heard, sender: one } = sender([[status], MADE, REST])
  await one.begin()
  await vi.waitFor(() => expect(heard.done).toHaveBeenCalled())
  expect(asked).toEqual(["HEAD", "POST", "PATCH"])
  expect(heard.created).toHaveBeenCalledWith(8)
})

test("who may not go on is told, and nothing is begun", async () => {
  const { asked, heard, sender: one } = sender([[403]])
  await one.begin()
  await vi.waitFor(() => expect(heard.failed).toHaveBeenCalled())
  expect(asked).toEqual(["HEAD"])
})

test("a pause before it found the way sends nothing", async () => {
  const { asked, sender: one } = sender([MADE, REST], false)
  const begun = one.begin()
  await one.pause()
  await begun
  expect(asked).toEqual([])
})

test("cancelling one from an earlier visit ends it on the server", async () => {
  const { asked, sender: one } = sender([[204]])
  await one.cancel()
  expect(asked).toEqual(["DELETE"])
})
