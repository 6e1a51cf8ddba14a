/** Decisions made within a moment travel together; the server answers each by itself. */
import { request } from "../../api/client"
import { problemFrom } from "../../api/problem"
import type { Applied, Edit, StageStep } from "../../editor-core/types"

/** So long a decision waits for others: what takes the rest of a page, or comes back on line, is many at once. */
const MOMENT_MS = 20
/** As many as the server takes in one request. */
const MOST = 50

/** Whose work it is, and in which project. */
interface Desk {
  readonly project: number
  readonly user: number
}

type Said = Omit<Edit, "step">
type Deciding = Exclude<StageStep, { kind: "recall" }>

interface Waiting {
  readonly item: number
  readonly said: Said
  readonly step: Deciding
  readonly resolve: (applied: Applied) => void
  readonly reject: (problem: unknown) => void
}

interface Result {
  readonly done: Applied | null
  readonly problem: { readonly status: number } | null
}

const gathered = new Map<string, Waiting[]>()

/** Send a decision with those that are made in the same moment. Throws what the server says against this one. */
export function sendTogether(desk: Desk, item: number, said: Said, step: Deciding): Promise<Applied> {
  return new Promise((resolve, reject) => {
    const key = `${desk.user} ${desk.project}`
    const own = gathered.get(key)
    const waiting: Waiting = { item, said, step, resolve, reject }
    if (own) own.push(waiting)
    else {
      gathered.set(key, [waiting])
      setTimeout(() => leave(key, desk), MOMENT_MS)
    }
  })
}

function leave(key: string, desk: Desk): void {
  const all = gathered.get(key) ?? []
  gathered.delete(key)
  for (let at = 0; at < all.length; at += MOST) void sendSome(desk, all.slice(at, at + MOST))
}

async function sendSome({ project, user }: Desk, some: readonly Waiting[]): Promise<void> {
  const [only] = some
  try {
    if (only?.step.kind === "submit" && some.length === 1) {
      const body = { ...only.said, unsure: only.step.unsure }
      only.resolve(await request<Applied>("POST", `/projects/${project}/items/${only.item}/decide`, { body, user }))
      return
    }
    const body = { decisions: some.map(asSent) }
    const { results } = await request<{ results: Result[] }>("POST", `/projects/${project}/decisions`, { body, user })
    some.forEach((one, at) => settle(one, results[at]))
  } catch (problem) {
    for (const one of some) one.reject(problem)
  }
}

function settle({ resolve, reject }: Waiting, result: Result | undefined): void {
  if (result?.done) resolve(result.done)
  else reject(problemFrom(result?.problem?.status ?? 500, result?.problem))
}

function asSent({ item, said, step }: Waiting) {
  const way = { item_id: item, ...said, way: step.kind }
  if (step.kind === "submit") return { ...way, unsure: step.unsure }
  return step.kind === "uphold" ? { ...way, kind: step.feed, upheld: step.upheld } : way
}
