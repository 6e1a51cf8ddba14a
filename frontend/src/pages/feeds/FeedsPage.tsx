/** Feeds: clips worth a look, a page of twenty at a time, each decided with one key. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBrain, IconChecks, IconEye, IconTarget } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { sessionExpired } from "../../api/client"
import { SHOWN } from "../../api/feedQueries"
import { labeledQuery } from "../../api/learningQueries"
import { sessionQuery } from "../../api/queries"
import type { Feed as FeedData } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { ClassFinder } from "../../editor/ClassFinder"
import { SaveState } from "../../editor/SaveChip"
import type { Outbox } from "../../editor-core/outbox"
import { later } from "../../ui/later"
import { NoClips } from "../../ui/NoClips"
import { EmptyState, KeyHint, PageHeader, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { say, undoLast } from "../../ui/toasts"
import { useLast } from "../../ui/useLast"
import { clipCount } from "../../ui/words"
import { tagClasses } from "../data/tagClasses"
import { useProject } from "../shell/useProject"
import { officeOf } from "../workspace/office"
import { ClassLine } from "./ClassLine"
import { isProposed, isStretch } from "./decide"
import { Card } from "./FeedCard"
import { Choices, KindTabs } from "./Head"
import { noneWords } from "./none"
import type { FeedSearch } from "./search"
import { type Acts, type Feed, useActs, useFeed } from "./useFeed"
import { useFeedKey, useFeedKeys } from "./useFeedKeys"
import { KINDS } from "./words"
import { useWords, WordsField, WordsHint, WordsLeft, WordsState } from "./WordsField"
import "../../editor/inspector.css"
import "../../editor/workspace.css"
import "../data/cards.css"
import "./feeds.css"

const TroubleList = later(async () => (await import("../workspace/TroubleList")).TroubleList)

export function FeedsPage() {
  const project = useProject()
  const { kind = "useful" } = useParams({ strict: false })
  const search: FeedSearch = useSearch({ strict: false })
  const outbox = useOutbox()
  if (!outbox) return <Waiting />
  return <FeedView key={`${kind} ${JSON.stringify(search)}`} project={project} kind={kind} search={search} outbox={outbox} />
}

interface ViewProps {
  readonly project: Project
  readonly kind: string
  readonly search: FeedSearch
  readonly outbox: Outbox
}

/** What decisions go through; null until it is there. */
function useOutbox(): Outbox | null {
  const userId = useLast(useQuery(sessionQuery).data?.user?.id)
  const [outbox, setOutbox] = useState<Outbox | null>(null)
  useEffect(() => {
    let gone = false
    if (userId !== undefined) void officeOf(userId).then((office) => gone || setOutbox(office.outbox))
    return () => {
      gone = true
    }
  }, [userId])
  return outbox
}

function FeedView({ project, kind, search, outbox }: ViewProps) {
  const navigate = useNavigate()
  const words = KINDS[kind]
  const typed = useWords(project, words?.typed ? (search.text ?? "") : null)
  const feed = useFeed(project, kind, search, outbox, typed.ready)
  const acts = useActs(project, kind, feed, outbox)
  const [picking, setPicking] = useState(false)
  const writes = may(project, "annotate")
  const show = (to: FeedSearch) =>
    void navigate({ to: "/p/$project/feeds/$kind", params: { project: String(project.id), kind }, search: to, replace: true })
  return (
    <>
      <PageHeader title={t`Feeds`} note={words ? i18n._(words.name) : ""}>
        {writes && (
          <SaveState outbox={outbox} signIn={sessionExpired}>
            <TroubleList outbox={outbox} />
          </SaveState>
        )}
        {writes && feed.cards.length > 0 && <AcceptAll acts={acts} left={feed.cards.filter((card, index) => feed.isOpen[index] && isProposed(kind, card, project.classes)).length} />}
      </PageHeader>
      <div className="body fd-body">
        <KindTabs project={project} kind={kind} search={search} />
        {words && <Choices project={project} words={words} search={search} feed={feed.feed.data} onSearch={show} />}
        {words?.typed && <WordsField text={search.text ?? ""} onText={(text) => show({ ...(search.class ? { class: search.class } : {}), text })} />}
        {words?.typed && !typed.ready ? <WordsState typed={typed} /> : <Cards project={project} kind={kind} feed={feed} acts={writes ? acts : null} onPick={() => setPicking(true)} />}
        {kind === "typical" && <WordsHint project={project} />}
        {typed.unread > 0 && <WordsLeft unread={typed.unread} />}
      </div>
      {writes && feed.cards.length > 0 && <ClassLine project={project} acts={acts} onPick={() => setPicking(true)} opens={feed.cards.every(isStretch)} />}
      {picking && <Picker project={project} acts={acts} onClose={() => setPicking(false)} />}
    </>
  )
}

function AcceptAll({ acts, left }: { acts: Acts; left: number }) {
  const key = useFeedKey("accept-all")
  return (
    <button type="button" className="btn" data-command="accept-all" disabled={left === 0} onClick={() => acts.acceptAll()}>
      <IconChecks size={16} stroke={1.6} className="i" aria-hidden />
      <Trans>Accept the rest</Trans> <KeyHint>{key}</KeyHint>
    </button>
  )
}

interface CardsProps {
  readonly project: Project
  readonly kind: string
  readonly feed: Feed
  readonly acts: Acts | null
  readonly onPick: () => void
}

function Cards({ project, kind, feed, acts, onPick }: CardsProps) {
  const { feed: query, cards, decisions, at, setAt } = feed
  if (query.error) return <ProblemState error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Waiting />
  if (cards.length === 0) return <Empty project={project} kind={kind} feed={query.data} onLook={() => void query.refetch()} />
  const model = query.data.model?.name ?? ""
  return (
    <>
      {acts && <Keys project={project} feed={feed} acts={acts} onPick={onPick} />}
      <ul className="fd-grid" aria-label={t`Clips`}>
        {cards.map((card, index) => (
          <li key={card.item.id}>
            <Card project={project} card={card} model={model} index={index} focused={index === at} decision={decisions.get(card.item.id)} acts={acts} onFocus={setAt} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** What keys do, and the focus that follows them. */
function Keys({ project, feed, acts, onPick }: { project: Project; feed: Feed; acts: Acts; onPick: () => void }) {
  const { cards, at, setAt } = feed
  const tags = tagClasses(project)
  const go = (to: number) => setAt(Math.max(0, Math.min(cards.length - 1, to)))
  const digit = (key: string) => {
    const found = tags.find(({ hotkey }) => hotkey === Number(key))
    if (found) acts.decide({ do: "tag", classId: found.id })
    else say(t`No class has the digit ${key}`)
  }
  useFeedKeys({
    "one-back": () => go(at - 1),
    "one-forward": () => go(at + 1),
    up: () => go(at - columns()),
    down: () => go(at + columns()),
    first: () => go(0),
    last: () => go(cards.length - 1),
    accept: () => acts.decide({ do: "accept" }),
    "accept-all": () => acts.acceptAll(),
    reject: () => acts.decide({ do: "reject" }),
    tag: digit,
    pick: onPick,
    repeat: () => acts.repeat(),
    "put-aside": () => acts.skip(),
    undo: undoLast,
  })
  const id = cards[at]?.item.id
  useEffect(() => {
    // Where somebody is in another control the focus stays there.
    const owner = document.activeElement
    if (owner === document.body || owner?.closest(".fd-grid")) document.querySelector<HTMLElement>(`[data-feed="${at}"]`)?.focus()
  }, [at, id])
  return null
}

function Picker({ project, acts, onClose }: { project: Project; acts: Acts; onClose: () => void }) {
  const pick = ({ id }: { id: number }) => acts.decide({ do: "tag", classId: id })
  return <ClassFinder classes={tagClasses(project)} placeholder={t`Type a name, Enter tags the clip`} onPick={pick} onClose={onClose} />
}

/** How many cards stand side by side. */
function columns(): number {
  const grid = document.querySelector(".fd-grid")
  return grid ? getComputedStyle(grid).gridTemplateColumns.split(" ").length : 1
}

function Coming({ clips, onLook }: { clips: number; onLook: () => void }) {
  return (
    <EmptyState
      icon={<IconEye size={24} stroke={1.6} />}
      title={t`${clipCount(clips)} still being looked at`}
      action={
        <button type="button" className="btn" onClick={onLook}>
          <Trans>Look again</Trans>
        </button>
      }
    >
      <Trans>What clips are like is known soon after they were uploaded, by itself.</Trans>
    </EmptyState>
  )
}

interface EmptyProps {
  readonly project: Project
  readonly kind: string
  readonly feed: FeedData
  readonly onLook: () => void
}

function Empty({ project, kind, feed, onLook }: EmptyProps) {
  const params = { project: String(project.id) }
  const { data: labeled } = useQuery(labeledQuery(project.id))
  if (labeled?.total === 0) return <NoClips project={project} icon={<IconTarget size={24} stroke={1.6} />} />
  if (feed.coming > 0) return <Coming clips={feed.coming} onLook={onLook} />
  if (KINDS[kind]?.model && feed.model === null) {
    return (
      <EmptyState
        icon={<IconBrain size={24} stroke={1.6} />}
        title={t`Feeds need a model`}
        action={
          may(project, "train") && (
            <Link to="/p/$project/models" params={params} search={{ train: "1" }} className="btn pri">
              <Trans>Train model</Trans>
            </Link>
          )
        }
      >
        <Trans>What a model is sure of, and where it cannot tell, shows here once one is in use and has seen the clips.</Trans>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<IconChecks size={24} stroke={1.6} />}
      title={t`Nothing is left here`}
      action={
        kind !== "useful" && (
          <Link to="/p/$project/feeds/$kind" params={{ ...params, kind: "useful" }} className="btn">
            <Trans>Most useful clips</Trans>
          </Link>
        )
      }
    >
      {noneWords(kind)} <Trans>What somebody else has open, or what you skipped on this visit, is not shown.</Trans>
    </EmptyState>
  )
}

function Waiting() {
  return (
    <ul className="fd-grid" role="status" aria-busy="true" aria-label={t`Loading clips`}>
      {Array.from({ length: SHOWN }, (_, index) => (
        <li key={index}>
          <Skeleton height={190} />
        </li>
      ))}
    </ul>
  )
}
