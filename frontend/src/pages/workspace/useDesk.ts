/** The editor of the clip in the address, kept up to date with what others do. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { post } from "../../api/client"
import { subscribe } from "../../api/stream"
import type { Annotations, Item, Person, Project } from "../../api/types"
import type { Editor } from "../../editor-core/editor"
import { commentsQuery, type Footage, itemQuery, labelsQuery, suggestionsQuery } from "./clip"
import { putLabels, setUp } from "./desk"
import { mediaOf } from "./media"
import { officeOf } from "./office"
import { readAgain, readEdit, readMissed } from "./reload"
import { useRenewal } from "./useRenewal"
import { shotsQuery } from "./useShots"

/** The server forgets who is where after little more than a minute. */
const PRESENCE_MS = 30_000

/** The editor once the clip can be shown, its labels as soon as they are here; null while it is set up. */
export function useDesk(project: Project | undefined, userId: number | undefined, footage: Footage | undefined, labels: Annotations | undefined): Editor | null {
  const [editor, setEditor] = useState<Editor | null>(null)
  const client = useQueryClient()
  const item = footage?.item
  const itemId = item?.id
  const ready = item?.state === "ready"
  useOffice(userId)
  useEffect(() => {
    if (!project || userId === undefined || !footage) return undefined
    let gone = false
    let close = () => {
      // There is nothing to close before the desk is set up.
    }
    void setUp(project, userId, footage, () => !gone).then((desk) => {
      if (!desk) return
      close = () => {
        desk.close()
        leave(client, project.id, desk.editor)
      }
      // Labels that are at hand are there with the first picture.
      const atHand = client.getQueryData(labelsQuery(project.id, desk.editor.clip.id).queryKey)
      if (atHand) putLabels(desk.editor, atHand)
      if (gone) close()
      else setEditor(desk.editor)
    })
    return () => {
      gone = true
      close()
      setEditor(null)
    }
    // A clip that is loaded again must not throw away what is on the desk, unless it became ready.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- by identity of the clip, see above
  }, [project?.id, userId, itemId, ready])
  // What was loaded may be from an earlier visit, or from before somebody else's edits: the newest counts.
  useEffect(() => {
    if (!editor || !labels || itemId !== editor.clip.id || putLabels(editor, labels)) return
    void client.invalidateQueries({ queryKey: labelsQuery(editor.desk.projectId, itemId).queryKey })
  }, [client, editor, labels, itemId])
  useFiles(editor && itemId === editor.clip.id ? editor : null, project?.id, item)
  return editor
}

/** What the browser keeps is opened while the server is asked. */
function useOffice(userId: number | undefined): void {
  useEffect(() => {
    if (userId !== undefined) void officeOf(userId)
  }, [userId])
}

/** The files of the clip on the desk: more of them while it is prepared, and other addresses in time. */
function useFiles(editor: Editor | null, projectId: number | undefined, item: Item | undefined): void {
  useRenewal(editor?.player, projectId, item)
  useEffect(() => {
    if (editor && item && item.state !== "ready") editor.player.extend(mediaOf(item).parts)
  }, [editor, item])
}

/** Whoever comes back to a clip finds it as they left it, before the server is asked. */
function leave(client: QueryClient, projectId: number, { clip, store }: Editor): void {
  client.setQueryData(labelsQuery(projectId, clip.id).queryKey, (known) => {
    if (!known || !store.loaded || known.revision > store.revision) return known
    // Records pass through the editor as they are; it only promises to change none in place.
    return { ...known, ...(store.snapshot as Partial<Annotations>) }
  })
}

/** Others' edits, comments and presence, as they happen. Answers who is here. */
export function useLive(editor: Editor | null): readonly Person[] {
  const client = useQueryClient()
  const [people, setPeople] = useState<{ clip: number; users: readonly Person[] }>({ clip: 0, users: [] })
  useEffect(() => {
    if (!editor) return undefined
    const { desk, clip, store } = editor
    const refresh = (query: { queryKey: readonly unknown[] }) => void client.invalidateQueries(query)
    return subscribe(desk.projectId, {
      edit: (event) => {
        if (event.item_id === clip.id) store.merge(event)
      },
      reload: ({ item_id, revision }) => {
        if (item_id === clip.id) readEdit(editor, revision)
      },
      comment: ({ item_id }) => {
        if (item_id === clip.id) refresh(commentsQuery(desk.projectId, clip.id))
      },
      item: ({ id }) => {
        if (id !== clip.id) return
        refresh(itemQuery(desk.projectId, clip.id))
        refresh(shotsQuery(desk.projectId, clip.id))
        refresh(suggestionsQuery(desk.projectId, clip.id))
      },
      presence: ({ item_id, users }) => {
        if (item_id === clip.id) setPeople({ clip: clip.id, users })
      },
      listening: () => {
        readMissed(editor).catch(() => undefined)
      },
      missed: () => {
        readAgain(editor).catch(() => undefined)
        refresh(commentsQuery(desk.projectId, clip.id))
        refresh(suggestionsQuery(desk.projectId, clip.id))
      },
    })
  }, [client, editor])
  return people.clip === editor?.clip.id ? people.users : []
}

/** Say that this person has the clip open, for as long as they do. */
export function usePresence(projectId: number, itemId: number): void {
  useEffect(() => {
    const report = (open: number | null) =>
      void post(`/projects/${projectId}/presence`, { item_id: open }).catch(() => undefined)
    report(itemId)
    const timer = setInterval(() => report(itemId), PRESENCE_MS)
    return () => {
      clearInterval(timer)
      report(null)
    }
  }, [projectId, itemId])
}
