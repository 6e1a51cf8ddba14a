/** Which tab this is, over reloads, and which others are open. */
import { newId } from "./ids"

/** Tells the tabs of a browser apart. */
export interface Tab {
  readonly id: string
  /** The ids of the tabs that are open now. */
  open(): Promise<ReadonlySet<string>>
}

/** What tells of a tab: storage that a reload keeps, and events of the page. */
interface Page {
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">
  readonly events: Pick<EventTarget, "addEventListener">
  /** Only pages that came over a safe line have locks; the others call one another. */
  readonly locks: Pick<LockManager, "request" | "query"> | undefined
  readonly channel?: Pick<BroadcastChannel, "postMessage" | "addEventListener"> | undefined
}

const KEY = "cliploop-tab"
const LOCK = "cliploop-tab|"
const CALL = "cliploop-tab?"
/** An open page answers a call within this. */
const ANSWER_MS = 150

/** The only tab, where nothing tells them apart. */
export const ALONE: Tab = { id: "", open: () => Promise.resolve(new Set()) }

/** The tab of a page. */
export function tabOf({ storage, events, locks, channel }: Page): Tab {
  // The id lies in the storage only while no page has it: the copy that a duplicated tab gets is without one.
  const id = storage.getItem(KEY) ?? newId()
  storage.removeItem(KEY)
  events.addEventListener("pagehide", () => storage.setItem(KEY, id))
  events.addEventListener("pageshow", () => storage.removeItem(KEY))
  // Held until the page is gone, however it goes.
  locks?.request(LOCK + id, () => new Promise(() => undefined)).catch(() => undefined)
  const answered = new Map<string, number>()
  channel?.addEventListener("message", ({ data }) => {
    if (data === CALL) channel.postMessage(id)
    else answered.set(String(data), Date.now())
  })
  return { id, open: () => (locks ? tabsIn(locks) : tabsOn(channel, answered)) }
}

/** The tab of this page. */
export function thisTab(): Tab {
  try {
    const locks = (navigator as Partial<Navigator>).locks
    return tabOf({ storage: sessionStorage, events: window, locks, channel: locks ? undefined : new BroadcastChannel(CALL) })
  } catch {
    // A browser that keeps nothing has no steps to mix up.
    return ALONE
  }
}

async function tabsIn(locks: NonNullable<Page["locks"]>): Promise<ReadonlySet<string>> {
  const held = (await locks.query()).held ?? []
  const names = held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : []))
  return new Set(names)
}

async function tabsOn(channel: Page["channel"], answered: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
  if (!channel) return new Set()
  const called = Date.now()
  channel.postMessage(CALL)
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
  return new Set([...answered].flatMap(([id, at]) => (at >= called ? [id] : [])))
}
