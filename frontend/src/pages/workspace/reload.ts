/** Reads a clip's labels again, where others' edits were missed or too large to be told. */
import { get } from "../../api/client"
import type { Annotations, Page } from "../../api/types"
import type { Editor } from "../../editor-core/editor"

/** The answer to an own edit has it all, and comes about as soon as the event. */
const ANSWER_MS = 500
/** Labels that come after an own newer edit are not taken on, and asked for again. */
const MOST_TRIES = 5

/** Take all labels of the editor's clip from the server. */
export async function readAgain({ desk, clip, store }: Editor): Promise<void> {
  store.load(await get<Annotations>(`/projects/${desk.projectId}/items/${clip.id}/annotations`))
}

/** Read the labels again if somebody changed them after they were read, and before that could be heard. */
export async function readMissed(editor: Editor): Promise<void> {
  const { desk, clip, store } = editor
  const { results } = await get<Page<{ revision: number }>>(`/projects/${desk.projectId}/items/${clip.id}/edits`, { limit: 1 })
  if (!store.knows(results[0]?.revision ?? 0)) await readAgain(editor)
}

/** Read the labels again unless what this edit did is here by then. */
export function readEdit(editor: Editor, revision: number): void {
  const read = async (tries: number): Promise<void> => {
    if (tries === 0 || editor.store.knows(revision)) return
    await readAgain(editor)
    await read(tries - 1)
  }
  // What is not answered was missed with the connection, and read once that is back.
  setTimeout(() => void read(MOST_TRIES).catch(() => undefined), ANSWER_MS)
}
