/** One clip of a feed: it plays, says why it is here, and can be decided on. */
import { t } from "@lingui/core/macro"
import { IconArrowForwardUp, IconCheck, IconMinus, IconX, IconZoomScan } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import type { FeedCard } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { decimal } from "../../ui/words"
import { isLive, isStretch } from "./decide"
import { Playing } from "./Playing"
import { isComparable, SameClass, SameClassButton } from "./SameClass"
import { type Acts, type Decision, spoken } from "./useFeed"
import { whyOf } from "./words"

interface CardProps {
  readonly project: Project
  readonly card: FeedCard
  readonly model: string
  readonly index: number
  readonly focused: boolean
  readonly decision: Decision | undefined
  readonly acts: Acts | null
  readonly onFocus: (index: number) => void
}

export function Card({ project, card, model, index, focused, decision, acts, onFocus }: CardProps) {
  const { item } = card
  const [compared, setCompared] = useState(false)
  const why = whyOf(card, model, project.classes)
  return (
    <article className={`clip fd-card${focused ? " sel" : ""}${decision ? " done" : ""}`} onFocus={() => onFocus(index)}>
      <Link
        className="open"
        to="/p/$project/items/$item"
        params={{ project: String(project.id), item: String(item.id) }}
        search={card.start === null ? {} : { f: card.start }}
        data-feed={index}
        tabIndex={focused ? 0 : -1}
        aria-current={focused ? "true" : undefined}
      >
        <Picture card={card} paired={compared || card.code === "copy"} />
        <span className="hidden-text">{`${item.name}. ${why}. ${decision ? spoken(decision.said, project) : ""}`}</span>
      </Link>
      {isComparable(card) && <SameClassButton card={card} pressed={compared} onPress={() => setCompared(!compared)} />}
      {decision && <Verdict project={project} decision={decision} />}
      <div className="fd-cap">
        <span className="cut b5" title={item.name} aria-hidden>
          {item.name}
        </span>
        <span className="fd-why s12 t2" aria-hidden title={why}>
          {why}
        </span>
        {compared && <SameClass project={project} card={card} />}
        <div className="row fd-row">
          <Proposed project={project} card={card} />
          <span className="grow" />
          <Similar project={project} card={card} decision={decision} />
          {acts && !decision && <Buttons project={project} card={card} index={index} acts={acts} />}
        </div>
      </div>
    </article>
  )
}

/** The clip, or it beside the one that it is a copy of, or like. */
function Picture({ card: { item, beside }, paired }: { card: FeedCard; paired: boolean }) {
  if (!paired || !beside) return <Playing item={item} />
  return (
    <div className="fd-pair">
      <Playing item={item} />
      <Playing item={beside} />
    </div>
  )
}

/** To the unlabeled clips like this one, for the class that it has or may have. */
function Similar({ project, card: { item, class_id, code }, decision }: Pick<CardProps, "project" | "card" | "decision">) {
  const said = decision?.said.verdict === "is" ? decision.said.classId : null
  const classId = said ?? (code === "negative" ? null : class_id)
  const search = { of: String(item.id), ...(classId === null ? {} : { class: String(classId) }) }
  return (
    <Link to="/p/$project/feeds/$kind" params={{ project: String(project.id), kind: "similar" }} search={search} className="icb sm fd-like" aria-label={t`Find clips like ${item.name}`} title={t`Find similar`}>
      <IconZoomScan size={16} stroke={1.6} aria-hidden />
    </Link>
  )
}

/** What accepting says. */
function Proposed({ project, card: { class_id, score, code } }: { project: Project; card: FeedCard }) {
  const found = project.classes.find(({ id }) => id === class_id)
  if (!found) return null
  if (found.archived) {
    return (
      <span className="tag fd-gone" title={t`${found.name} was archived: press the digit of another class`}>
        <span className="name cut">{found.name}</span>
        <span className="t3">{t`archived`}</span>
      </span>
    )
  }
  return (
    <span className={isGuess(code) ? "tag model" : "tag"} title={titleOf(code, found.name)}>
      <ClassSwatch slot={found.color} />
      <span className="name cut">{code === "negative" ? t`not ${found.name}` : found.name}</span>
      {score !== null && isGuess(code) && <span className="num">{decimal(score, 2)}</span>}
    </span>
  )
}

/** Whether a model guesses the class: how well words fit is no share of it. */
function isGuess(code: string): boolean {
  return code !== "copy" && code !== "words"
}

function titleOf(code: string, name: string): string {
  if (code === "words") return t`${name}, if you accept`
  if (code === "copy") return t`${name}, as the other clip`
  return code === "negative" ? t`The model says that it is not ${name}` : t`${name}, a model's guess`
}

function Buttons({ project, card, index, acts }: { project: Project; card: FeedCard; index: number; acts: Acts }) {
  const { name } = card.item
  const proposes = isStretch(card) ? false : card.class_id === null ? card.given_id !== null : isLive(card.class_id, project.classes)
  const rejects = proposes || card.given_id !== null || card.code === "copy"
  return (
    <>
      {proposes && (
        <button type="button" className="icb sm" data-command="accept" aria-label={t`Accept ${name}`} title={t`Accept (A)`} onClick={() => acts.decide({ do: "accept" }, index)}>
          <IconCheck size={16} stroke={1.6} aria-hidden />
        </button>
      )}
      {rejects && (
        <button type="button" className="icb sm" data-command="reject" aria-label={t`Reject ${name}`} title={t`Reject (X)`} onClick={() => acts.decide({ do: "reject" }, index)}>
          <IconX size={16} stroke={1.6} aria-hidden />
        </button>
      )}
      <button type="button" className="icb sm" data-command="put-aside" aria-label={t`Skip ${name}`} title={t`Skip (S)`} onClick={() => acts.skip(index)}>
        <IconArrowForwardUp size={16} stroke={1.6} aria-hidden />
      </button>
    </>
  )
}

/** What was decided, over the picture. */
function Verdict({ project, decision: { said } }: { project: Project; decision: Decision }) {
  const Icon = said.verdict === "is-not" ? IconX : said.verdict === "skipped" ? IconMinus : IconCheck
  return (
    <span className={`fd-verdict ${said.verdict}`} aria-hidden>
      <Icon size={16} stroke={2} aria-hidden />
      <span className="cut">{spoken(said, project)}</span>
    </span>
  )
}
