/** A file that went straight into the storage is known again only once the server has read it. */
import { expect, test, vi } from "vitest"
import { DirectSender } from "./direct"

vi.stubGlobal("document", { cookie: "" })

const AT = "/api/v1/projects/1/uploads/x"
const ITEM = { "Cliploop-Item": "7" }

/** A server that gives these answers about how far it is, after one that says that all of it is there. */
function sent(...heads: (Response | Error)[]) {
  const memory = new Map<string, string>()
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => memory.get(name) ?? null,
    setItem: (name: string, value: string) => memory.set(name, value),
    removeItem: (name: string) => memory.delete(name),
  })
  const asked: string[] = []
  const answers = [new Response(null, { status: 201, headers: { Location: AT, ...ITEM } }), Response.json({ offset: 4, length: 4, parts: [] }), ...heads]
  vi.stubGlobal("fetch", (_: string, { method }: RequestInit) => {
    asked.push(method ?? "GET")
    const answer = answers.shift() ?? new Error("nobody answers")
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
  const heard = { progress: vi.fn(), broken: vi.fn(), created: vi.fn(), twin: vi.fn(), done: vi.fn(), failed: vi.fn() }
  const sender = new DirectSender({ id: "a", user: 1, projectId: 1, file: new File(["0123"], "a.mp4"), metadata: {} }, heard)
  return { asked, heard, sender }
}

const head = (headers: Readonly<Record<string, string>>, status = 200) => new Response(null, { status, headers: { ...ITEM, ...headers } })
const READING = { "Upload-Expires": "Sun, 22 Nov 2026 00:00:00 GMT" }

test("it is asked about until it has been read, and then tells whether the file was here before", async () => {
  vi.useFakeTimers()
  const { asked, heard, sender } = sent(head(READING), new Error("the line broke"), head({}, 503), head({ "Cliploop-Twin": "3" }))
  const begun = sender.begin()
  await vi.runAllTimersAsync()
  await begun
  vi.useRealTimers()

  expect(asked).toEqual(["POST", "POST", "HEAD", "HEAD", "HEAD", "HEAD"])
  expect(heard.done).toHaveBeenCalledTimes(1)
  // To hear once more which clip it is would write a file down that is done with.
  expect(heard.created.mock.calls).toEqual([[7]])
  expect(heard.twin.mock.calls).toEqual([[3]])
  expect(heard.failed).not.toHaveBeenCalled()
})

test.each([200, 404])("what was read, or is gone (%i), is not asked about again", async (status) => {
  vi.useFakeTimers()
  const { asked, heard, sender } = sent(head({}, status))
  const begun = sender.begin()
  await vi.runAllTimersAsync()
  await begun
  vi.useRealTimers()

  expect(asked).toEqual(["POST", "POST", "HEAD"])
  expect(heard.twin).not.toHaveBeenCalled()
})
