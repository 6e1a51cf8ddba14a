/** The way from clip to clip. */
import { t } from "@lingui/core/macro"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { post, type Query } from "../../api/client"
import { ApiProblem, sentenceOf } from "../../api/problem"
import type { Item } from "../../api/types"
import { COMMENT_FIELD } from "../../editor/CommentsTab"
import type { Other } from "../../editor-core/copyOver"
import type { Editor } from "../../editor-core/editor"
import { open as find } from "../../ui/finder/offers"
import { clipQuery, neighborsQuery } from "./clip"
import { otherClip, rememberLabeled } from "./lastLabeled"
import type { Address } from "./useAddress"

const DRAIN_MS = 10_000

/** Where this clip stands among its neighbors, and going on from it. */
export function useWay({ projectId, itemId, search }: Address, editor: Editor | null, stageKind: string | undefined) {
  const client = useQueryClient()
  const open = useOpen(projectId)
  const { data } = useQuery(neighborsQuery(projectId, filterOf(search)))
  const at = data ? data.ids.indexOf(itemId) : -1
  const following = data?.ids[at + 1]
  usePreloaded(projectId, at >= 0 ? following : undefined)
  const next = useMutation({
    mutationFn: () => post<Item | null>(`/projects/${projectId}/next`, { after: itemId }),
    // Who went elsewhere meanwhile stays there.
    onSuccess: (item) => (!isHere(itemId) ? undefined : item ? open(item.id) : editor?.say(t`All caught up: no clip is waiting for you`)),
    onError: (error) => editor?.say(sentenceOf(error)),
  })
  const submit = useMutation({
    mutationFn: async () => {
      if (editor) await drained(editor)
      const path = `/projects/${projectId}/items/${itemId}`
      if (stageKind === "dataset") await post(`${path}/take`)
      await post(`${path}/submit`)
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["project", projectId] })
      if (isHere(itemId)) next.mutate()
    },
    onError: (error) => editor && answerTo(error, editor),
  })
  const submitting = submit.isPending || next.isPending
  usePage(editor, {
    ...useAside(projectId, itemId, at > 0 ? data?.ids[at - 1] : undefined),
    next: () => (at >= 0 && following !== undefined ? open(following) : next.mutate()),
    previous: () => {
      const before = at > 0 ? data?.ids[at - 1] : undefined
      if (before !== undefined) open(before)
      else editor?.say(t`This is the first clip`)
    },
    submit: () => {
      if (!submitting) (isWorkable(stageKind) ? submit : next).mutate()
    },
  })
  return { position: data && at >= 0 ? { at: at + 1, of: data.total } : null, submitting }
}

/** Whether the page still shows that clip. */
function isHere(itemId: number): boolean {
  return location.pathname.endsWith(`/items/${itemId}`)
}

/** Say why a clip was not taken; where a property is open, go there and say it in the server's words. */
function answerTo(error: unknown, editor: Editor): void {
  if (!(error instanceof ApiProblem) || error.code !== "incomplete") {
    editor.say(sentenceOf(error))
    return
  }
  const { annotation_id, property_id, frame } = error.body
  editor.ask({ record: String(annotation_id), property: String(property_id), frame: Number(frame), sentence: error.title })
}

/** Whether a clip in this stage is still to be labeled, and can be sent on. */
export function isWorkable(stageKind: string | undefined): boolean {
  return stageKind === "dataset" || stageKind === "annotate"
}

/** Have the next clip here before it is asked for: what opening it needs, and the start of its video. */
function usePreloaded(projectId: number, itemId: number | undefined): void {
  const { data } = useQuery({ ...clipQuery(projectId, itemId ?? 0), enabled: itemId !== undefined })
  const proxy = data?.item.media?.proxy
  useEffect(() => {
    if (proxy === undefined) return undefined
    const video = document.createElement("video")
    video.preload = "auto"
    video.muted = true
    video.src = proxy
    return () => {
      // A video that is only dropped keeps its bytes until somebody collects it.
      video.removeAttribute("src")
      video.load()
    }
  }, [proxy])
}

/** What leads away from the clip: quick-tag mode, and the labels of another one. */
function useAside(projectId: number, itemId: number, before: number | undefined): Pick<Turns, "other" | "quick"> {
  const navigate = useNavigate()
  return {
    other: () => otherClip(projectId, itemId, before),
    quick: () => void navigate({ to: "/p/$project/quick", params: { project: String(projectId) }, search: { clip: String(itemId) } }),
  }
}

/** Remember the clip as the one labeled last, once anything is done on it. */
function useLabeled(editor: Editor | null): void {
  useEffect(() => editor?.desk.history.subscribe(() => rememberLabeled(editor.desk.projectId, editor.clip.id)), [editor])
}

interface Turns {
  readonly other: () => Promise<Other | null>
  readonly quick: () => void
  readonly next: () => void
  readonly previous: () => void
  readonly submit: () => void
}

function usePage(editor: Editor | null, { other, quick, next, previous, submit }: Turns): void {
  useLabeled(editor)
  useEffect(() => {
    if (!editor) return
    editor.page = {
      other,
      quick,
      next,
      previous,
      submit: () => {
        const [open] = Object.keys(editor.state.open)
        const name = open === undefined ? undefined : editor.classOf(Number(open))?.name
        if (name === undefined) submit()
        else editor.say(t`${name} has no end yet: end it, or take it off, before you send the clip on`)
      },
      comment: () => {
        editor.set({ tab: "comments" })
        requestAnimationFrame(() => document.getElementById(COMMENT_FIELD)?.focus())
      },
      find,
    }
  })
}

/** Opens a clip without loading the page again; frame and selection are those of the old one. */
function useOpen(projectId: number) {
  const navigate = useNavigate()
  return (itemId: number) =>
    void navigate({
      to: `/p/${projectId}/items/${itemId}`,
      search: (before: Record<string, unknown>) => ({ ...before, f: undefined, o: undefined }),
    })
}

/** The filter in the address: all of it that is not about this clip. */
function filterOf(search: Address["search"]): Query {
  const filter = Object.entries(search).filter(([key]) => key !== "f" && key !== "o")
  return Object.fromEntries(filter.map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]))
}

/** Resolves once the server has this clip's edits, or it is clear that it will not for now. */
async function drained({ desk, clip }: Editor): Promise<void> {
  const deadline = Date.now() + DRAIN_MS
  const waiting = () => desk.outbox.letters.some(({ item, state }) => item === clip.id && state !== "refused")
  while (waiting() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
  if (waiting()) throw new Error(t`Some changes are not saved yet. The clip can be sent on once they are.`)
}
