/** What happens in a project, as it happens: one stream per project, shared by all who listen. */
import { BASE, get } from "./client"
import type { Annotation, Job, Person } from "./types"

/** Each event of a project and what it carries. */
export interface ProjectEvents {
  job: Job
  item: { id: number }
  items: { count?: number }
  edit: {
    item_id: number
    edit_id: string
    revision: number
    records: Annotation[]
    removed: string[]
    skips?: [number, number][] | null
    by: number | null
  }
  /** An edit that was too large to be told: the clip's labels are to be read again. */
  reload: { item_id: number; revision: number }
  comment: { item_id: number }
  presence: { item_id: number; users: Person[] }
  model: { id: number }
  round: { id: number }
  schedule: { id: number }
  /** The queue was ordered anew behind the clips that somebody has. */
  instant: { labeled: number; pool: number }
  project: Record<string, never>
  /** From now on nothing is missed: what was read before may be older. Told to each listener, on the page only. */
  listening: Record<string, never>
  /** The page may have missed something, or nobody streams: ask again for whatever is shown. */
  missed: Record<string, never>
}

export type EventName = keyof ProjectEvents
export type Handlers = { [Name in EventName]?: (data: ProjectEvents[Name]) => void }

const NAMES: readonly EventName[] = ["job", "item", "items", "edit", "reload", "comment", "presence", "model", "round", "schedule", "instant", "project"]
const POLL_MS = 5_000
const LONGEST_WAIT_MS = 30_000
const streams = new Map<number, Stream>()

/** Hear a project's events. Returns how to stop. The stream closes when the last one stops. */
export function subscribe(projectId: number, handlers: Handlers): () => void {
  const stream = streams.get(projectId) ?? new Stream(projectId)
  streams.set(projectId, stream)
  stream.listeners.add(handlers)
  if (stream.isOpen) queueMicrotask(() => handlers.listening?.({}))
  return () => {
    stream.listeners.delete(handlers)
    if (stream.listeners.size > 0) return
    stream.close()
    streams.delete(projectId)
  }
}

class Stream {
  readonly listeners = new Set<Handlers>()
  private source: EventSource | null = null
  private again: ReturnType<typeof setTimeout> | null = null
  private polling: ReturnType<typeof setInterval> | null = null
  private failures = 0
  private broken = false

  constructor(private readonly projectId: number) {
    this.open()
  }

  get isOpen(): boolean {
    return this.source?.readyState === EventSource.OPEN
  }

  close(): void {
    this.source?.close()
    if (this.again) clearTimeout(this.again)
    this.stopPolling()
  }

  private open(): void {
    // Whoever holds the stream back on its way, as some proxies do, lets neither an opening nor an error through.
    this.poll()
    const source = new EventSource(`${BASE}/events?project=${this.projectId}`)
    this.source = source
    source.onopen = () => this.opened()
    source.onerror = () => this.broke(source)
    for (const name of NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => this.hear(name, event))
    }
    // What came meanwhile is gone on the server, too.
    source.addEventListener("reset", () => this.tell("missed", {}))
  }

  private hear(name: EventName, event: MessageEvent<string>): void {
    let data: unknown
    try {
      data = JSON.parse(event.data)
    } catch {
      return
    }
    this.tell(name, data as ProjectEvents[typeof name])
  }

  private tell<Name extends EventName>(name: Name, data: ProjectEvents[Name]): void {
    for (const handlers of this.listeners) handlers[name]?.(data)
  }

  private opened(): void {
    // It goes on after the last event heard; what the server could not send meanwhile it does not know of.
    this.tell(this.broken ? "missed" : "listening", {})
    this.broken = false
    this.failures = 0
    this.stopPolling()
  }

  /** The browser reconnects by itself and resumes; only what the server refused do we open anew. */
  private broke(source: EventSource): void {
    this.broken = true
    this.poll()
    if (source.readyState !== EventSource.CLOSED) return
    this.failures += 1
    // A session that ended looks like a broken stream; only a request can tell them apart.
    get(`/projects/${this.projectId}`).catch(() => undefined)
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures) * (0.5 + Math.random() / 2)
    this.again = setTimeout(() => this.open(), wait)
  }

  private poll(): void {
    this.polling ??= setInterval(() => this.tell("missed", {}), POLL_MS)
  }

  private stopPolling(): void {
    if (this.polling) clearInterval(this.polling)
    this.polling = null
  }
}
