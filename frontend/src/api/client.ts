/** Every request to the server: its cookie against forgery, its problems, its expired sessions. */
import { problemFrom, Unreachable } from "./problem"
import type { Page } from "./types"

export const BASE = "/api/v1"
/** The header that says whose work a request carries. */
export const OF_USER = "cliploop-user"

export type Query = Readonly<Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>>

interface Options {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** A 401 is an answer to this request, not the end of a session. */
  readonly signingIn?: boolean
  /** Whose work this is, where that need not be whoever uses the page by now. Whoever sends it says when the session is over. */
  readonly user?: number
  /** It is to arrive though the page is left meanwhile. */
  readonly keepalive?: boolean
}

/** After so long in silence a line counts as dead. */
const PATIENCE_MS = 30_000
/** What is asked for may be large, and slow to come once it began to. */
const READING_MS = 10 * PATIENCE_MS
/** What is sent may be large, too: so slow a line still counts as one. */
const BYTES_PER_MS = 10

type Listener = () => void
const expired = new Set<Listener>()

/** Hear when the server no longer knows who is asking. Returns how to stop hearing. */
export function onSessionExpired(listener: Listener): () => void {
  expired.add(listener)
  return () => expired.delete(listener)
}

/** Say that the session is over, as another way to the server found out. */
export function sessionExpired(): void {
  for (const listener of expired) listener()
}

let whoIsHere: () => number | null = () => null

/** Learn who uses the page. What is written from it is theirs: the server takes it from nobody else, whoever signed in meanwhile. */
export function writeFor(who: typeof whoIsHere): void {
  whoIsHere = who
}

/** The token that proves that a request comes from our own page. */
export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ""
}

/** The query string of the given values; lists become comma lists, empty ones are left out. */
export function queryString(query: Query): string {
  const found = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "")
    if (text !== "") found.set(name, text)
  }
  const text = found.toString()
  return text && `?${text}`
}

/** Send one request. Throws `ApiProblem` for a no, `Unreachable` where nobody answers in time. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const { response, body } = await exchange(method, path, options)
  if (response.ok) return body as T
  if (response.status === 401 && !options.signingIn && options.user === undefined) sessionExpired()
  throw problemFrom(response.status, body)
}

/** Send it, and read all of the answer. */
async function exchange(method: string, path: string, { query, body, signal, signingIn, user, keepalive = false }: Options) {
  const author = user ?? (method === "GET" || signingIn ? null : whoIsHere())
  const sent = body === undefined ? null : JSON.stringify(body)
  const limit = new AbortController()
  let timer = setTimeout(() => limit.abort(), PATIENCE_MS + (sent?.length ?? 0) / BYTES_PER_MS)
  try {
    const response = await fetch(BASE + path + queryString(query ?? {}), {
      method,
      headers: headersOf(method, sent !== null, author),
      credentials: "same-origin",
      body: sent,
      keepalive,
      signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
    })
    clearTimeout(timer)
    timer = setTimeout(() => limit.abort(), method === "GET" ? READING_MS : PATIENCE_MS)
    return { response, body: read(await response.text(), response.ok) }
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Unreachable()
  } finally {
    clearTimeout(timer)
  }
}

function headersOf(method: string, hasBody: boolean, author: number | null): Record<string, string> {
  return {
    Accept: "application/json",
    ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
    ...(hasBody ? { "Content-Type": "application/json" } : {}),
    ...(author === null ? {} : { [OF_USER]: String(author) }),
  }
}

/** What an answer says. Throws where it is a yes of somebody else, such as of a hotel's sign-in page. */
function read(text: string, isYes: boolean): unknown {
  if (text === "") return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (isYes) throw error
    return null
  }
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  request<T>("GET", path, { ...(query ? { query } : {}), signal })
/** All rows of a list, page after page. */
export async function getAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await get<Page<T>>(path, { limit: 200, cursor }, signal)
    rows.push(...page.results)
    cursor = page.next
  } while (cursor !== null)
  return rows
}
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal) =>
  request<T>("POST", path, { body, signal })
export const patch = <T>(path: string, body: unknown) => request<T>("PATCH", path, { body })
export const remove = <T>(path: string) => request<T>("DELETE", path)
