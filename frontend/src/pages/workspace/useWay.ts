/** The way from clip to clip. */
import { t } from "@lingui/core/macro"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { post } from "../../api/client"
import { sentenceOf, Unreachable } from "../../api/problem"
import type { Item } from "../../api/types"
import { useLabelsAreHere } from "../../editor/context"
import { enterComment } from "../../editor/regions"
import type { Other } from "../../editor-core/copyOver"
import type { Editor } from "../../editor-core/editor"
import { open as find } from "../../ui/finder/offers"
import { clipQuery, labelsQuery } from "./clip"
import { useHandingOn } from "./handingOn"
import { otherClip, rememberLabeled } from "./lastLabeled"
import type { Address } from "./useAddress"
import type { Walk } from "./walk"

/** The server takes so many. */
const MOST_WITHOUT = 500

/** Where this clip stands among its neighbors, and going on from it. */
export function useWay({ projectId, itemId }: Address, walk: Walk, editor: Editor, stageKind: string) {
  const open = useOpen(projectId)
  const { following, before, position } = walk
  usePreloaded(projectId, useLabelsAreHere(editor) ? following : undefined)
  const { sends, handOn } = useHandingOn(editor, stageKind)
  const next = useMutation({
    mutationFn: () => post<Item | null>(`/projects/${projectId}/next`, { without: unwanted(editor) }),
    // Who went elsewhere meanwhile stays there.
    onSuccess: (item) => (!isHere(itemId) ? undefined : item ? open(item.id) : editor.say(t`All caught up: no clip is waiting for you`)),
    onError: (error) => editor.say(whyNotOn(editor, error)),
  })
  const turn = (to: Promise<number | null>, end: string) =>
    void to.then(
      (item) => (!isHere(itemId) ? undefined : item === null ? editor.say(end) : open(item)),
      (problem: unknown) => editor.say(sentenceOf(problem)),
    )
  usePage(editor, {
    ...useAside(projectId, itemId, before),
    next: () => turn(walk.next(), t`This is the last clip`),
    previous: () => turn(walk.previous(), t`This is the first clip`),
    isOpen: () => sends,
    submit: () => {
      if (!next.isPending && (!sends || handOn())) next.mutate()
    },
  })
  return { position, submitting: next.isPending, submitLabel: sends ? t`Send to review` : t`Next clip` }
}

/** Why the next clip does not open. Without a line the one that was sent on is on its way all the same. */
function whyNotOn({ clip, desk }: Editor, error: unknown): string {
  const isKept = error instanceof Unreachable && desk.outbox.handedOn.includes(clip.id)
  return isKept ? t`Offline: that the clip is sent on is kept. Press again for the next one once you are back` : sentenceOf(error)
}

/** The clips that must not come next: this one, and those of which the server does not know that they were handed on. */
function unwanted({ clip, desk }: Editor): number[] {
  return [...new Set([clip.id, ...desk.outbox.handedOn])].slice(0, MOST_WITHOUT)
}

/** Whether the page still shows that clip. */
function isHere(itemId: number): boolean {
  return location.pathname.endsWith(`/items/${itemId}`)
}

/** Have the next clip here before it is asked for, once nothing of this one is waited for: what opening it needs, and the start of its video. */
function usePreloaded(projectId: number, itemId: number | undefined): void {
  const { data } = useQuery({ ...clipQuery(projectId, itemId ?? 0), enabled: itemId !== undefined })
  useQuery({ ...labelsQuery(projectId, itemId ?? 0), enabled: itemId !== undefined })
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
function useLabeled(editor: Editor): void {
  useEffect(() => editor.desk.history.subscribe(() => rememberLabeled(editor.desk.projectId, editor.clip.id)), [editor])
}

interface Turns {
  readonly other: () => Promise<Other | null>
  readonly quick: () => void
  readonly next: () => void
  readonly previous: () => void
  readonly isOpen: () => boolean
  readonly submit: () => void
}

function usePage(editor: Editor, { submit, ...turns }: Turns): void {
  useLabeled(editor)
  useEffect(() => {
    editor.page = {
      ...turns,
      submit: () => {
        const [open] = Object.keys(editor.state.open)
        const name = open === undefined ? undefined : editor.classOf(Number(open))?.name
        if (name === undefined) submit()
        else editor.say(t`${name} has no end yet: end it, or take it off, before you send the clip on`)
      },
      comment: () => {
        editor.set({ tab: "comments", drawer: true })
        enterComment()
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
