/** Every request to the server: its cookie against forgery, its problems, its expired sessions. */
import { problemFrom, Unreachable } from "./problem"

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
  /** Whose work this is: the server takes it from nobody else. Whoever sends it says when the session is over. */
  readonly user?: number
}

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

/** Send one request. Throws `ApiProblem` for a no, `Unreachable` where nobody answers. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options)
  const body = await bodyOf(response)
  if (response.ok) return body as T
  if (response.status === 401 && !options.signingIn && options.user === undefined) sessionExpired()
  throw problemFrom(response.status, body)
}

async function send(method: string, path: string, { query, body, signal, user }: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" }
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken()
  if (body !== undefined) headers["Content-Type"] = "application/json"
  if (user !== undefined) headers[OF_USER] = String(user)
  try {
    return await fetch(BASE + path + queryString(query ?? {}), {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new Unreachable()
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null
  try {
    return await response.json()
  } catch {
    return null
  }
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  request<T>("GET", path, { ...(query ? { query } : {}), signal })
export const post = <T>(path: string, body: unknown = {}) => request<T>("POST", path, { body })
export const patch = <T>(path: string, body: unknown) => request<T>("PATCH", path, { body })
export const remove = <T>(path: string) => request<T>("DELETE", path)
