/** What a user's edits go through, whatever page is open. */
import { type Database, openDatabase } from "../../editor-core/database"
import { sweepDrafts } from "../../editor-core/drafts"
import { Outbox } from "../../editor-core/outbox"
import { sweepStacks } from "../../editor-core/stacks"
import { thisTab } from "../../editor-core/tab"
import { remember } from "../../ui/preferences"
import { sendEdit } from "./send"

interface Office {
  readonly database: Database | null
  readonly outbox: Outbox
}

/** The tab of this page. */
export const tab = thisTab()
const offices = new Map<number, Promise<Office>>()

/** The outbox of a user; there is one for as long as the page lives. */
export function officeOf(userId: number): Promise<Office> {
  const known = offices.get(userId) ?? openOffice(userId)
  offices.set(userId, known)
  return known
}

async function openOffice(userId: number): Promise<Office> {
  // Where the browser keeps nothing (some private windows), edits are still sent.
  const database = await openDatabase().catch(() => null)
  const outbox = new Outbox(database, userId, sendEdit, tab)
  await outbox.load()
  if (database) void Promise.all([sweepStacks(database, tab), sweepDrafts(database)])
  addEventListener("beforeunload", (event) => {
    if (outbox.atRisk > 0) event.preventDefault()
  })
  return { database, outbox }
}

const ASKED_KEY = "cliploop.storage.asked"

/** Ask the browser, once, not to clear what is kept when its disk is nearly full. Some ask the person in turn. */
export async function askToKeep(): Promise<void> {
  const { storage } = navigator as Partial<Navigator>
  if (!storage || localStorage.getItem(ASKED_KEY) !== null) return
  remember(ASKED_KEY, "yes")
  await storage.persist().catch(() => false)
}
