/** Where the clips of quick-tag mode come from: the project's queue, one held after the other. */
import { t } from "@lingui/core/macro"
import { get, post } from "../../api/client"
import { patiently } from "../../api/patiently"
import { sentenceOf } from "../../api/problem"
import type { Annotations, FrameMap, Item, Project } from "../../api/types"
import { draftOf, keepDraft } from "../../editor-core/drafts"
import type { Outbox } from "../../editor-core/outbox"
import type { Decision, QuickClip, Supply } from "../../editor-core/quick/supply"
import { makeEditor } from "../workspace/desk"
import { rememberLabeled } from "../workspace/lastLabeled"
import { mediaOf } from "../workspace/media"
import { officeOf } from "../workspace/office"

interface Guess {
  readonly class_id: number
  readonly confidence: number
}

/** The clips of a project for a user. */
export async function supplyOf(project: Project, userId: number): Promise<Supply> {
  const { outbox, database } = await officeOf(userId)
  const path = (item: number, rest = "") => `/projects/${project.id}/items/${item}${rest}`
  const laid = (item: Item) => lay(project, userId, item)
  return {
    next: async (without) => {
      const item = await post<Item | null>(`/projects/${project.id}/next`, { without: [...new Set([...without, ...outbox.handedOn])] })
      return item && laid(item)
    },
    take: async (item) => laid(await post<Item>(path(item, "/take"))),
    reopen: async (item) => laid(await get<Item>(path(item))),
    giveBack: ({ editor }) => whenSent(outbox, editor.clip.id, () => void post(path(editor.clip.id, "/release")).catch(() => undefined)),
    keep: (done) => {
      const last = done.at(-1)
      if (last?.verdict === "sent") rememberLabeled(project.id, last.item)
      void keepDraft(database, keyOf(project.id, userId), done)
    },
    sentenceOf,
  }
}

/** What was decided on earlier visits. */
export async function keptDecisions(project: Project, userId: number): Promise<readonly Decision[]> {
  const { database } = await officeOf(userId)
  return (await draftOf<readonly Decision[]>(database, keyOf(project.id, userId))) ?? []
}

function keyOf(projectId: number, userId: number): string {
  return `quick:${userId}:${projectId}`
}

/** Act once nothing of a clip is on its way any more: a change that came later would hold the clip again. */
function whenSent(outbox: Outbox, item: number, act: () => void): void {
  const waits = () => outbox.letters.some((letter) => letter.item === item && letter.state === "waiting")
  if (!waits()) {
    act()
    return
  }
  const stop = outbox.subscribe(() => {
    if (waits()) return
    stop()
    act()
  })
}

/** An item laid on the deck: its labels, its frames, and what the model says. */
async function lay(project: Project, userId: number, item: Item): Promise<QuickClip> {
  const path = `/projects/${project.id}/items/${item.id}`
  const [annotations, map, guesses] = await Promise.all([
    get<Annotations>(`${path}/annotations`),
    get<FrameMap>(`${path}/map`),
    get<Guess[]>(`${path}/guess`).catch((): Guess[] => []),
  ])
  const editor = await makeEditor(project, userId, { item, map }, annotations)
  // A clip may lie on the deck for longer than the addresses of its files last, and longer than there is a connection.
  editor.player.renewal.by(async () => mediaOf(await patiently(() => get<Item>(path))).parts)
  return {
    editor,
    name: item.name,
    poster: item.media?.poster ?? "",
    why: item.reason?.text ?? "",
    rejected: item.rejected ? sentBack(item.rejected) : "",
    assigned: item.reason?.code === "assigned",
    said: new Map(guesses.map(({ class_id, confidence }) => [class_id, confidence])),
  }
}

function sentBack({ by, reason }: NonNullable<Item["rejected"]>): string {
  return t`Sent back by ${by}: ${reason}`
}
