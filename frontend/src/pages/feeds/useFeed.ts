/** A page of a feed: its cards, what was decided on each, and the way back. */
import { t } from "@lingui/core/macro"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useRef, useState } from "react"
import { feedQuery, feedsQuery } from "../../api/feedQueries"
import type { FeedCard } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { say, sayProblem, UNDO } from "../../ui/toasts"
import { isProposed, nextOpen, type Obstacle, type Plan, planOf, type Said, type Wish } from "./decide"
import type { FeedSearch } from "./search"
import { type Back, send } from "./sending"

const MOST_WITHOUT = 400

/** What was said of a clip, and whether the server knows it. */
export interface Decision {
  readonly said: Said
  readonly settled: boolean
}

const SKIPPED: Decision = { said: { verdict: "skipped", classId: null }, settled: true }

/** The page of a feed with all that keys and buttons do to it. */
export function useFeed(project: Project, kind: string, search: FeedSearch) {
  const client = useQueryClient()
  const [page, setPage] = useState(0)
  const [decisions, setDecisions] = useState<ReadonlyMap<number, Decision>>(new Map())
  const [at, setAt] = useState(0)
  const seen = useRef<number[]>([])
  const query = { class: search.class, threshold: search.t, of: search.of }
  const feed = useQuery(feedQuery(project.id, { kind, query, page }, () => seen.current.slice(-MOST_WITHOUT)))
  const cards = feed.data?.cards ?? []
  const isOpen = cards.map(({ item }) => !decisions.has(item.id))
  const put = useCallback((id: number, decision: Decision | null) => {
    setDecisions((before) => {
      const after = new Map(before)
      if (decision) after.set(id, decision)
      else after.delete(id)
      return after
    })
    if (decision) seen.current.push(id)
    else seen.current = seen.current.filter((one) => one !== id)
  }, [])
  const isDone = cards.length > 0 && cards.every(({ item }) => decisions.get(item.id)?.settled)
  // The next page is asked for once the server knows of all on this one.
  if (isDone) {
    setPage(page + 1)
    setAt(0)
  }
  useEffect(() => {
    if (page > 0) void client.invalidateQueries({ queryKey: feedsQuery(project.id).queryKey })
  }, [page, client, project.id])
  const advance = (from: number, gone: ReadonlySet<number>) => {
    const left = cards.map(({ item }, index) => (isOpen[index] ?? false) && !gone.has(item.id))
    setAt(nextOpen(left, from) ?? from)
  }
  return { feed, cards, decisions, isOpen, at, setAt, put, advance }
}

export type Feed = ReturnType<typeof useFeed>

/** Sending what was said of cards, and taking it back. */
function useSending(project: Project, kind: string, put: Feed["put"]) {
  const perform = async (card: FeedCard, plan: Plan): Promise<Done | null> => {
    put(card.item.id, { said: plan.said, settled: false })
    try {
      const back = await send(project.id, kind, card, plan)
      put(card.item.id, { said: plan.said, settled: true })
      if (back) return { id: card.item.id, back }
      say(t`${card.item.name} had gone on. What you said is kept as a suggestion for the reviewer`)
      return null
    } catch (problem) {
      put(card.item.id, null)
      sayProblem(problem)
      return null
    }
  }
  const undo = async (done: readonly Done[]) => {
    for (const { id, back } of done) {
      try {
        await back()
        put(id, null)
      } catch (problem) {
        sayProblem(problem)
      }
    }
  }
  return { perform, undo }
}

/** What can be done with the cards. */
export function useActs(project: Project, kind: string, feed: Feed) {
  const { cards, isOpen, at, put, advance } = feed
  const { perform, undo } = useSending(project, kind, put)
  const last = useRef<number | null>(null)
  const single = project.task === "single"
  const decide = (wish: Wish, index = at) => {
    const card = cards[index]
    if (!card || !isOpen[index]) return
    const plan = planOf(kind, card, wish, project.classes, single)
    if (typeof plan === "string") {
      say(sentence(plan))
      return
    }
    if (plan.said.verdict === "is") last.current = plan.said.classId
    advance(index + 1, new Set([card.item.id]))
    void perform(card, plan).then((done) => done && say(t`${card.item.name}: ${spoken(plan.said, project)}`, { label: UNDO, run: () => void undo([done]) }))
  }
  const acceptAll = async () => {
    const open = cards.flatMap((card, index) => {
      const plan = isOpen[index] && isProposed(kind, card) ? planOf(kind, card, { do: "accept" }, project.classes, single) : "no-guess"
      return typeof plan === "string" ? [] : [{ card, plan }]
    })
    if (open.length === 0) {
      say(t`Nothing is left here to accept`)
      return
    }
    const done = (await Promise.all(open.map(({ card, plan }) => perform(card, plan)))).filter((one) => one !== null)
    if (done.length > 0) say(t`${done.length} accepted`, { label: UNDO, run: () => void undo(done) })
  }
  const skip = (index = at) => {
    const card = cards[index]
    if (!card || !isOpen[index]) return
    put(card.item.id, SKIPPED)
    advance(index + 1, new Set([card.item.id]))
  }
  const repeat = () => (last.current === null ? say(t`There is no label to repeat yet`) : decide({ do: "tag", classId: last.current }))
  return { decide, acceptAll, skip, repeat }
}

export type Acts = ReturnType<typeof useActs>

interface Done {
  readonly id: number
  readonly back: Back
}

/** What was said of a clip, in words. */
export function spoken({ verdict, classId }: Said, project: Project): string {
  const name = project.classes.find(({ id }) => id === classId)?.name ?? ""
  return { is: name, "is-not": t`not ${name}`, right: t`stays as it is`, skipped: t`skipped` }[verdict]
}

function sentence(obstacle: Obstacle): string {
  return {
    "no-guess": t`Nothing is proposed for this clip. Press the digit of its class`,
    "only-a-part": t`Its label covers a part of the clip. Press Enter to open it and put that right`,
    "no-class": t`That class is archived, or was never one. Press the digit of another`,
  }[obstacle]
}
