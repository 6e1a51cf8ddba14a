/** Putting a clip on the desk: its editor, with what earlier visits left behind. */
import { t } from "@lingui/core/macro"
import type { Annotations, Project } from "../../api/types"
import { type Database, deskKey } from "../../editor-core/database"
import { draftOf, keepDraft } from "../../editor-core/drafts"
import { Clipboard } from "../../editor-core/copies"
import { Editor } from "../../editor-core/editor"
import { History } from "../../editor-core/history"
import type { Outbox, Recipient } from "../../editor-core/outbox"
import { ROW_FIELDS, type RowState, rowStateOf } from "../../editor-core/timeline/rowState"
import { type Begun, BEGUN_FIELDS, begunOf } from "../../editor-core/viewState"
import { dropSuggestion } from "../../editor-core/assist"
import { assistantOf } from "./assistant"
import type { Footage } from "./clip"
import { factsOf, mediaOf } from "./media"
import { askToKeep, officeOf, tab } from "./office"

/** Kept for as long as the page lives, so that what was copied can be pasted into the next clip. */
const clipboard = new Clipboard()

/** The editor of a clip for a user, without its labels, and how to take it off the desk; null where nobody wants it any more. */
export async function setUp(project: Project, userId: number, footage: Footage, wanted: () => boolean) {
  const { database, outbox } = await officeOf(userId)
  const key = deskKey(userId, footage.item.id)
  const history = new History(database, key, tab)
  await history.load()
  // The clip that was opened after this one may be on the desk already: answers are for that.
  if (!wanted()) return null
  const editor = editorOf(project, footage, outbox, history)
  editor.assistant = assistantOf(project.id, footage.item.id)
  if (editor.desk.writable) void askToKeep()
  const kept = [keepBegun(editor, database, key), keepRows(editor, database, key)]
  const stops = [outbox.hear(recipientOf(editor)), ...(await Promise.all(kept))]
  const close = () => {
    dropSuggestion(editor)
    for (const stop of stops) stop()
  }
  return { editor, close }
}

/** The editor of a clip, with the edits that are still on their way and the steps that can be undone. */
export async function makeEditor(project: Project, userId: number, footage: Footage, labels: Annotations): Promise<Editor> {
  const { database, outbox } = await officeOf(userId)
  const history = new History(database, deskKey(userId, footage.item.id), tab)
  await history.load()
  const editor = editorOf(project, footage, outbox, history)
  putLabels(editor, labels)
  return editor
}

/**
 * Put the labels as the server has them on the desk: the first time with the edits that are still on their way.
 * Answers whether there are labels then: those from before an edit that was saved meanwhile are not taken.
 */
export function putLabels({ desk, clip, store }: Editor, labels: Annotations): boolean {
  if (store.loaded) store.load(labels)
  else store.load(labels, desk.outbox.pending(clip.id))
  return store.loaded
}

function editorOf(project: Project, footage: Footage, outbox: Outbox, history: History): Editor {
  const { item } = footage
  return new Editor({
    projectId: project.id,
    clip: factsOf(footage),
    media: mediaOf(item),
    classes: project.classes,
    single: project.task === "single",
    writable: item.state === "ready" && project.capabilities.includes("annotate"),
    outbox,
    history,
    clipboard,
  })
}

/** What was begun and not ended comes back on the next visit. */
async function keepBegun(editor: Editor, database: Database | null, key: string): Promise<() => void> {
  const kept = await draftOf<Begun>(database, key)
  if (kept) editor.set(kept)
  return editor.view.subscribe((state, before) => {
    if (BEGUN_FIELDS.some((field) => state[field] !== before[field])) void keepDraft(database, key, begunOf(state))
  })
}

/** How the rows of the timeline were put comes back too; nothing of it is of the labels. */
async function keepRows(editor: Editor, database: Database | null, desk: string): Promise<() => void> {
  const key = `${desk}:rows`
  const kept = await draftOf<RowState>(database, key)
  if (kept) editor.set(kept)
  return editor.view.subscribe((state, before) => {
    if (ROW_FIELDS.some((field) => state[field] !== before[field])) void keepDraft(database, key, rowStateOf(state))
  })
}

/** Who hears what became of the edits of a clip. */
export function recipientOf(editor: Editor): Recipient {
  const { store, clip, desk } = editor
  const here = (item: number, act: () => void) => {
    if (item === clip.id) act()
  }
  return {
    applied: (item, applied) =>
      here(item, () => {
        store.merge(applied)
        if (applied.suggestion) editor.say(t`This came too late. It is kept as a suggestion for the reviewer, in the Clip tab`)
      }),
    rebased: (item, edit) => here(item, () => store.replace(edit)),
    dropped: (item, editId) => here(item, () => store.withdraw(editId)),
    givenUp: (item, editId) => here(item, () => desk.history.forget(editId)),
    moved: (item, present) => here(item, () => store.learn(present)),
  }
}
