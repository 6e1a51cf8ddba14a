/** The annotation workspace of one clip, at /p/:project/items/:item. */
import { t } from "@lingui/core/macro"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { BASE, patch, post, sessionExpired } from "../../api/client"
import { obstacle, sentenceOf } from "../../api/problem"
import { datasetsQuery, projectQuery, sessionQuery } from "../../api/queries"
import type { Comment, Item, Project } from "../../api/types"
import type { Around, Preparation } from "../../editor/around"
import { useLabelsAreHere } from "../../editor/context"
import { Workspace } from "../../editor/Workspace"
import type { Editor } from "../../editor-core/editor"
import { may } from "../../ui/rights"
import { later } from "../../ui/later"
import { stageName } from "../../ui/stages"
import { useLast } from "../../ui/useLast"
import { dayOf } from "../../ui/words"
import { clipQuery, commentsQuery, itemQuery, labelsQuery } from "./clip"
import { Skeleton } from "./Skeleton"
import { type Address, useAddress, useAddressOf } from "./useAddress"
import { useDesk, useLive, usePresence } from "./useDesk"
import { useHistory } from "./useHistory"
import { useLastUsed } from "./useLastUsed"
import { useNeighbors } from "./useNeighbors"
import { usePreparing } from "./usePreparing"
import { useShots } from "./useShots"
import { useSuggestionsOf } from "./useSuggestions"
import { useDoubt } from "./useDoubt"
import { useTouched } from "./useTouched"
import { useWalk } from "./useWalk"
import { useWay } from "./useWay"
import type { Walk } from "./walk"

// Of these nothing is known that would be worth a word over the picture.
const PLAIN = new Set(["oldest", "unseen", "diverse", "chance", "looks"])

const TroubleList = later(async () => (await import("./TroubleList")).TroubleList)

/** What is at hand opens the clip at once; unless it was asked for just now, what the server says by now follows. */
const NEW_MS = 2_000

export function WorkspacePage() {
  const address = useAddress()
  const { projectId, itemId } = address
  const { data: session } = useQuery(sessionQuery)
  const project = useQuery(projectQuery(projectId))
  const clip = useQuery({ ...clipQuery(projectId, itemId), staleTime: NEW_MS })
  const labels = useQuery({ ...labelsQuery(projectId, itemId), staleTime: NEW_MS })
  const userId = useLast(session?.user?.id)
  const editor = useDesk(project.data, userId, clip.data, labels.data)
  const walk = useWalk(address)
  useLastUsed(editor)
  useAddressOf(editor, address.search)
  const preparing = usePreparing(projectId, clip.data?.item)
  const problem = obstacle(project, clip, labels)
  if (problem) return <Skeleton closed={{ problem: sentenceOf(problem), projectId }} />
  if (clip.data && !isPlayable(clip.data.item)) {
    return <Skeleton closed={{ problem: clip.data.item.error ?? opensSoon(preparing), projectId }} />
  }
  if (!editor || !clip.data || !project.data || editor.clip.id !== itemId) return <Skeleton />
  return <Desk key={`${itemId} ${clip.data.item.state}`} editor={editor} address={address} walk={walk} project={project.data} first={clip.data.item} preparing={preparing} />
}

function opensSoon(preparing: Preparation | null): string {
  const doing = preparing?.text ?? t`Preparing`
  return t`${doing}. The clip opens here as soon as it can`
}

/** Whether there is something to see: all of it, or what is finished so far. */
function isPlayable({ state, preview, media }: Item): boolean {
  return state === "ready" || (preview !== null && media !== null && media.segments.length > 0)
}

interface DeskProps {
  readonly editor: Editor
  readonly address: Address
  readonly walk: Walk
  readonly project: Project
  readonly first: Item
  /** What to say while the clip is not ready. */
  readonly preparing: Preparation | null
}

function Desk({ editor, address, walk, project, first, preparing }: DeskProps) {
  const { projectId, itemId } = address
  const { data: item } = useQuery({ ...itemQuery(projectId, itemId), initialData: first, staleTime: 30_000 })
  const { data: datasets } = useQuery(datasetsQuery(projectId))
  const suggestions = useSuggestionsOf(editor, may(project, "review"))
  // Whoever hears of edits must have what they are about.
  const people = useLive(useLabelsAreHere(editor) ? editor : null)
  const findShots = useShots(editor)
  const doubt = useDoubt(projectId, itemId)
  useEffect(() => {
    editor.doubt = doubt
  }, [editor, doubt])
  const past = useHistory(editor)
  usePresence(projectId, itemId)
  const way = useWay(address, walk, editor, item.stage_kind)
  const comments = useComments(projectId, itemId, editor)
  const dataset = datasets?.results.find(({ id }) => id === item.dataset_id)
  const stage = stageName(dataset?.workflow.stages.find(({ id }) => id === item.stage)?.name ?? item.stage)
  const around: Around = {
    projectName: project.name,
    dataUrl: `/p/${projectId}/data`,
    clip: { ...factsOf(projectId, item, first), stage },
    people,
    touched: useTouched(editor),
    suggestions,
    canSubmit: preparing === null && project.capabilities.includes("annotate"),
    preparing,
    doubt,
    findShots,
    past,
    alike: useNeighbors(projectId, itemId),
    clipUrl: (id) => `/p/${projectId}/items/${id}`,
    similarUrl: `/p/${projectId}/feeds/similar?of=${itemId}`,
    signIn: sessionExpired,
    troubles: <TroubleList outbox={editor.desk.outbox} here={itemId} />,
    ...way,
    ...comments,
  }
  return <Workspace editor={editor} around={around} />
}

/** What the editor shows of an item. */
function factsOf(projectId: number, item: Item, first: Item) {
  const { rejected } = item
  const rate = item.rate ?? item.preview?.rate
  const perSecond = rate ? Number((rate.numerator / rate.denominator).toFixed(3)) : 0
  return {
    name: item.name,
    folder: item.folder,
    stageKind: item.stage_kind,
    source: item.source,
    rateText: item.rate_requested === "native" ? t`${perSecond} fps · native` : t`${perSecond} fps`,
    original: originalOf(item),
    stillUrl: (frame: number) => `${BASE}/projects/${projectId}/items/${item.id}/frames/${frame}`,
    sprite: first.media?.sprite ?? null,
    why: item.reason && !PLAIN.has(item.reason.code) ? item.reason.text : null,
    rejected: rejected ? { reason: rejected.reason, by: rejected.by } : null,
    assignee: item.author?.name ?? item.assignee?.name ?? null,
  }
}

function useComments(projectId: number, itemId: number, editor: Editor) {
  const client = useQueryClient()
  const query = commentsQuery(projectId, itemId)
  const { data } = useQuery(query)
  const path = `/projects/${projectId}/items/${itemId}/comments`
  const refresh = () => client.invalidateQueries(query)
  const add = useMutation({
    mutationFn: (text: string) => {
      const { selected } = editor.state
      return post<Comment>(path, { frame: editor.frame, text, ...(selected === null ? {} : { annotation_id: selected }) })
    },
    onSuccess: refresh,
  })
  const settle = useMutation({
    mutationFn: ({ id, resolved }: { id: number; resolved: boolean }) => patch<Comment>(`${path}/${id}`, { resolved }),
    onSuccess: refresh,
    onError: (error) => editor.say(sentenceOf(error)),
  })
  return {
    remarks: data ?? [],
    comment: async (text: string) => {
      await add.mutateAsync(text)
    },
    resolve: async (id: number, resolved: boolean) => {
      await settle.mutateAsync({ id, resolved }).catch(() => undefined)
    },
  }
}

function originalOf({ read_in_place, original_removed_at }: Item): string {
  if (original_removed_at) return t`Removed on ${dayOf(original_removed_at)}`
  return read_in_place ? t`Read where it lies` : t`Stored`
}
