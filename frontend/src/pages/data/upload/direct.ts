/** Sending one file straight into the object store, part by part, where the server offers that. */
import { t } from "@lingui/core/macro"
import { BASE, csrfToken, OF_USER, request } from "../../../api/client"
import type { components } from "../../../api/schema"
import { ApiProblem, problemFrom, sentenceOf, Unreachable } from "../../../api/problem"
import { sessionExpiredFor } from "../../../api/who"
import { type Hearing, mayPass, RETRIES, type Sending, tellClips, tellTwin } from "./sending"

type Parts = components["schemas"]["Parts"]
type Part = Parts["parts"][number]

const AT_ONCE = 3
const REMEMBERED = "cliploop-direct|"
/** Ten minutes in which the server reads what the storage was given. */
const SETTLING = [1_000, 2_000, 4_000, 8_000, ...Array.from({ length: 30 }, () => 20_000)]

let offered: Promise<boolean> | null = null

/** Whether bytes may go straight into the storage; asked once. */
export function isDirect(projectId: number): Promise<boolean> {
  offered ??= fetch(`${BASE}/projects/${projectId}/uploads`, { method: "OPTIONS", credentials: "same-origin", headers: { "X-CSRFToken": csrfToken() } })
    .then((answer) => answer.headers.get("Cliploop-Uploads") === "direct")
    .catch(() => {
      offered = null
      return false
    })
  return offered
}

/** A file on its way into the object store. What is there already is not sent again. */
export class DirectSender {
  private readonly stopped = new AbortController()
  private readonly sent = new Map<number, number>()

  constructor(
    private readonly sending: Sending,
    private readonly hearing: Hearing,
  ) {}

  async begin(): Promise<void> {
    try {
      const path = await this.patiently(() => this.path())
      await this.send(path)
      localStorage.removeItem(REMEMBERED + this.sending.id)
      this.hearing.done()
      await this.hearOfTwin(path)
    } catch (problem) {
      if (!this.stopped.signal.aborted) this.hearing.failed(wordsOf(problem))
    }
  }

  pause(): Promise<void> {
    this.stopped.abort()
    return Promise.resolve()
  }

  /** Stop for good; the server drops what the storage has. */
  async cancel(): Promise<void> {
    this.stopped.abort()
    const path = localStorage.getItem(REMEMBERED + this.sending.id)
    localStorage.removeItem(REMEMBERED + this.sending.id)
    if (path) await this.ask("DELETE", path, {}, null)
  }

  /** Where the upload is: one that was begun before, if the server still has it. */
  private async path(): Promise<string> {
    const name = REMEMBERED + this.sending.id
    const known = localStorage.getItem(name)
    if (known) {
      const found = await this.ask("HEAD", known)
      tellClips(this.hearing, found.headers)
      if (found.ok) return known
      // Only where it is gone it is begun anew; anything else may pass.
      if (found.status !== 404 && found.status !== 410) throw problemFrom(found.status, null)
    }
    const { projectId, file, metadata } = this.sending
    const given = Object.entries({ ...metadata, filename: file.name }).map(([key, value]) => `${key} ${encoded(value)}`)
    const made = await this.ask("POST", `${BASE}/projects/${projectId}/uploads`, { "Upload-Length": String(file.size), "Upload-Metadata": given.join(",") })
    if (!made.ok) throw problemFrom(made.status, await made.json().catch(() => null))
    const path = made.headers.get("Location") ?? ""
    localStorage.setItem(name, path)
    tellClips(this.hearing, made.headers)
    return path
  }

  /** The server reads the file after it said that all of it is there; only then it knows whether it had it. */
  private async hearOfTwin(path: string): Promise<void> {
    for (const pause of SETTLING) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      const found = await this.ask("HEAD", path).catch(() => null)
      if (this.stopped.signal.aborted) return
      if (!found || mayPass(found.status) || found.headers.has("Upload-Expires")) continue
      tellTwin(this.hearing, found.headers)
      return
    }
  }

  private async send(path: string): Promise<void> {
    while (!(await this.patiently(() => this.sendSome(path)))) {
      // There is more.
    }
  }

  /** Try until it works, or will not. */
  private async patiently<Result>(act: () => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await act()
      } catch (problem) {
        const status = problem instanceof ApiProblem ? problem.status : 0
        if (status === 401) sessionExpiredFor(this.sending.user)
        if (!mayPass(status) || this.stopped.signal.aborted || tries >= RETRIES.length) throw problem
        this.hearing.broken()
        await new Promise((resolve) => setTimeout(resolve, RETRIES[tries]))
      }
    }
  }

  private ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}, signal: AbortSignal | null = this.stopped.signal): Promise<Response> {
    const own = { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken(), [OF_USER]: String(this.sending.user) }
    return fetch(path, { method, credentials: "same-origin", headers: { ...own, ...headers }, signal }).catch(() => {
      throw new Unreachable()
    })
  }

  /** Send the parts that the server wants next; whether it has all of them. */
  private async sendSome(path: string): Promise<boolean> {
    const { signal } = this.stopped
    const { offset, parts } = await request<Parts>("POST", `${path.slice(BASE.length)}/parts`, { signal, user: this.sending.user })
    this.sent.clear()
    this.hearing.progress(offset)
    await this.put(offset, parts)
    return parts.length === 0
  }

  private async put(offset: number, parts: readonly Part[]): Promise<void> {
    const waiting = [...parts]
    const lane = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) await this.putOne(offset, part)
    }
    // What still arrives is waited for: asked before, the server would want it once more.
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
    if (ends.some(({ status }) => status === "rejected")) throw new Unreachable()
  }

  /** Only the old way of asking tells how far a body is. */
  private putOne(before: number, { number, offset, size, url }: Part): Promise<void> {
    return new Promise((resolve, reject) => {
      const asking = new XMLHttpRequest()
      const stop = () => asking.abort()
      const lost = () => reject(new Unreachable())
      this.stopped.signal.addEventListener("abort", stop, { once: true })
      asking.upload.onprogress = ({ loaded }) => {
        this.sent.set(number, loaded)
        this.hearing.progress(before + [...this.sent.values()].reduce((sum, one) => sum + one, 0))
      }
      asking.onload = () => (asking.status < 300 ? resolve() : lost())
      asking.onerror = asking.onabort = lost
      asking.onloadend = () => this.stopped.signal.removeEventListener("abort", stop)
      asking.open("PUT", url)
      asking.send(this.sending.file.slice(offset, offset + size))
    })
  }
}

function encoded(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function wordsOf(problem: unknown): string {
  if (problem instanceof ApiProblem) return sentenceOf(problem)
  return t`The storage cannot be reached. Retry when the connection is back.`
}
