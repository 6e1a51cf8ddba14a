/** A page of a feed: its cards, what was decided on each, and the way back. */
import { t } from "@lingui/core/macro"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { type RefObject, useCallback, useEffect, useRef, useState } from "react"
import { feedQuery, feedsQuery, letGo } from "../../api/feedQueries"
import type { FeedCard } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { useChanges } from "../../editor/context"
import type { Outbox } from "../../editor-core/outbox"
import type { Annotation, Edit } from "../../editor-core/types"
import { may } from "../../ui/rights"
import { say, UNDO } from "../../ui/toasts"
import { isProposed, nextOpen, type Obstacle, type Plan, planOf, type Said, type Wish } from "./decide"
import type { FeedSearch } from "./search"
import { backOf, editOf, yoursOf } from "./sending"

const NONE: readonly FeedCard[] = []
const MOST_WITHOUT = 400

/** What was said of a clip. */
export interface Decision {
  readonly said: Said
}

const SKIPPED: Decision = { said: { verdict: "skipped", classId: null } }

/** The page of a feed with all that keys and buttons do to it. */
export function useFeed(project: Project, kind: string, search: FeedSearch, outbox: Outbox, ready: boolean) {
  const [page, setPage] = useState(0)
  const [decisions, setDecisions] = useState<ReadonlyMap<number, Decision>>(new Map())
  const [at, setAt] = useState(0)
  const seen = useRef<number[]>([])
  const query = { class: search.class, threshold: search.t, of: search.of, text: search.text }
  // What is still on its way is to the server as it was.
  const without = () => [...new Set([...outbox.letters.filter(({ project: of }) => of === project.id).map(({ item }) => item), ...seen.current.toReversed()])].slice(0, MOST_WITHOUT)
  const feed = useQuery({ ...feedQuery(project.id, { kind, query, page }, without, may(project, "annotate")), enabled: ready })
  const cards = feed.data?.cards ?? NONE
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
  useLetGo(project.id, cards, decisions)
  useChanges(outbox)
  const waits = new Set(outbox.letters.filter(({ state }) => state === "waiting").map(({ item }) => item))
  // The next page is asked for once the server knows of all on this one.
  if (cards.length > 0 && cards.every(({ item }) => decisions.has(item.id) && !waits.has(item.id))) {
    setPage(page + 1)
    setAt(0)
  }
  useCounts(project.id, page)
  const advance = (from: number, gone: ReadonlySet<number>) => {
    const left = cards.map(({ item }, index) => (isOpen[index] ?? false) && !gone.has(item.id))
    setAt(nextOpen(left, from) ?? from)
  }
  return { feed, cards, decisions, isOpen, at, setAt, put, advance }
}

export type Feed = ReturnType<typeof useFeed>

/** The counts beside the feeds are asked for with each page after the first. */
function useCounts(projectId: number, page: number): void {
  const client = useQueryClient()
  useEffect(() => {
    if (page > 0) void client.invalidateQueries({ queryKey: feedsQuery(projectId).queryKey })
  }, [page, client, projectId])
}

/** Clips that were shown and not decided on are anybody's again once the next page comes, or this one is left. */
function useLetGo(projectId: number, cards: readonly FeedCard[], decisions: ReadonlyMap<number, Decision>): void {
  const held = useRef<number[]>([])
  useEffect(() => {
    const leave = () => {
      letGo(projectId, held.current)
      held.current = []
    }
    window.addEventListener("pagehide", leave)
    return () => {
      window.removeEventListener("pagehide", leave)
      leave()
    }
  }, [projectId, cards])
  useEffect(() => {
    const isLeft = (id: number) => (decisions.get(id)?.said.verdict ?? "skipped") === "skipped"
    held.current = cards.flatMap(({ item, held: isHeld }) => (isHeld && isLeft(item.id) ? [item.id] : []))
  }, [cards, decisions])
}

/** Writing down what was said of cards, which is then sent, and taking it back. */
function useSending(project: Project, kind: string, put: Feed["put"], outbox: Outbox) {
  const sent = useRef(new Map<string, Sent>())
  useAnswers(sent, put, outbox)
  const post = (card: FeedCard, edit: Edit, yours: readonly Annotation[]) => {
    // What the server did not take before, this stands for.
    for (const { key, item, state, edit: refused } of outbox.letters) {
      if (item !== card.item.id || state !== "refused") continue
      sent.current.delete(refused.edit_id)
      void outbox.discard(key)
    }
    void outbox.post({ project: project.id, item: card.item.id }, edit, yours)
  }
  const perform = (card: FeedCard, plan: Plan): Sent => {
    const edit = editOf(kind, card, plan)
    const one: Sent = { card, edit, said: plan.said, answered: [] }
    sent.current.set(edit.edit_id, one)
    put(card.item.id, { said: plan.said })
    post(card, edit, yoursOf(card, edit))
    return one
  }
  const undo = (done: readonly Sent[]) => {
    for (const { card, edit, answered } of done) {
      sent.current.delete(edit.edit_id)
      put(card.item.id, null)
      const refused = outbox.letters.find((letter) => letter.edit.edit_id === edit.edit_id && letter.state === "refused")
      if (refused) void outbox.discard(refused.key)
      else post(card, backOf(card, edit, answered), [])
    }
  }
  return { perform, undo }
}

/** Hearing what became of what was sent. */
function useAnswers(sent: RefObject<Map<string, Sent>>, put: Feed["put"], outbox: Outbox): void {
  useEffect(
    () =>
      outbox.hear({
        applied: (item, { edit_id, records, suggestion }) => {
          const one = sent.current.get(edit_id)
          if (!one) return
          one.answered = records
          // What was not taken at first may have been sent once more since.
          put(item, { said: one.said })
          if (suggestion) say(t`${one.card.item.name} had gone on. What you said is kept as a suggestion for the reviewer`)
        },
        dropped: (item, id) => {
          if (sent.current.has(id)) put(item, null)
        },
      }),
    [sent, outbox, put],
  )
}

/** What can be done with the cards. */
export function useActs(project: Project, kind: string, feed: Feed, outbox: Outbox) {
  const { cards, isOpen, at, put, advance } = feed
  const { perform, undo } = useSending(project, kind, put, outbox)
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
    const done = perform(card, plan)
    say(t`${card.item.name}: ${spoken(plan.said, project)}`, { label: UNDO, run: () => undo([done]) })
  }
  const acceptAll = () => {
    const open = cards.flatMap((card, index) => {
      const plan = isOpen[index] && isProposed(kind, card, project.classes) ? planOf(kind, card, { do: "accept" }, project.classes, single) : "no-guess"
      return typeof plan === "string" ? [] : [{ card, plan }]
    })
    if (open.length === 0) {
      say(t`Nothing is left here to accept`)
      return
    }
    const done = open.map(({ card, plan }) => perform(card, plan))
    say(t`${done.length} accepted`, { label: UNDO, run: () => undo(done) })
  }
  const skip = useSkip(feed)
  const repeat = () => (last.current === null ? say(t`There is no label to repeat yet`) : decide({ do: "tag", classId: last.current }))
  return { decide, acceptAll, skip, repeat }
}

/** Going past a card, which is taken back like a decision. */
function useSkip({ cards, isOpen, at, setAt, put, advance }: Feed) {
  return (index = at) => {
    const card = cards[index]
    if (!card || !isOpen[index]) return
    put(card.item.id, SKIPPED)
    advance(index + 1, new Set([card.item.id]))
    const back = () => {
      put(card.item.id, null)
      setAt(index)
    }
    say(t`${card.item.name}: skipped`, { label: UNDO, run: back })
  }
}

export type Acts = ReturnType<typeof useActs>

/** What was said of a card, as it was written down, and what the server answered. */
interface Sent {
  readonly card: FeedCard
  readonly edit: Edit
  readonly said: Said
  answered: readonly Annotation[]
}

/** What was said of a clip, in words. */
export function spoken({ verdict, classId }: Said, project: Project): string {
  const name = project.classes.find(({ id }) => id === classId)?.name ?? ""
  return { is: name, "is-not": t`not ${name}`, right: t`stays as it is`, "no-copy": t`no copy`, skipped: t`skipped` }[verdict]
}

function sentence(obstacle: Obstacle): string {
  return {
    "no-guess": t`Nothing is proposed for this clip. Press the digit of its class`,
    "only-a-part": t`Its label covers a part of the clip. Press Enter to open it and put that right`,
    "a-stretch": t`This is a stretch of a long video. Press Enter to open it there`,
    "no-class": t`That class is archived, or was never one. Press the digit of another`,
  }[obstacle]
}
