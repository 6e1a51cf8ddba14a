/** Sending a decision to where all labels go, and taking it back from there. */
import { post } from "../../api/client"
import type { FeedCard } from "../../api/feedTypes"
import type { EditOut } from "../../api/types"
import { newId } from "../../editor-core/ids"
import { baseOf, type Plan, versionsOf, wayBack } from "./decide"

/** Takes a decision back. */
export type Back = () => Promise<unknown>

/** Send what was decided. Answers how it is taken back; null where the clip had gone on, and it was kept as a suggestion. */
export async function send(projectId: number, kind: string, card: FeedCard, { way, changes }: Plan): Promise<Back | null> {
  const item = `/projects/${projectId}/items/${card.item.id}`
  if (way === "uphold") {
    const feed = `/projects/${projectId}/feeds/${kind}`
    await post(feed, { ids: [card.item.id] })
    return () => post(feed, { ids: [card.item.id], upheld: false })
  }
  const before = versionsOf(card)
  const decision = newId()
  const made = await post<EditOut>(`${item}/${way === "decide" ? "decide" : "edits"}`, { edit_id: decision, base: baseOf(changes, before), changes })
  if (made.suggestion) return null
  const back = { edit_id: newId(), ...wayBack(changes, before, made.records) }
  if (way === "decide") return () => post(`${item}/recall`, { ...back, decision }).then(() => giveBack(item, card))
  await giveBack(item, card)
  return () => post(`${item}/edits`, back).then(() => giveBack(item, card))
}

/** A clip that only somebody said something of is for whoever wants it next, unless it was somebody's before. */
async function giveBack(item: string, { item: { assignee, stage_kind } }: FeedCard): Promise<void> {
  if (assignee === null && ["dataset", "annotate"].includes(stage_kind)) await post(`${item}/release`)
}
