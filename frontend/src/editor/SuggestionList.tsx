/** Work that came too late: who did what and when, shown on the labels of today, and what becomes of it. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useEffect, useRef, useState } from "react"
import { baseOf, chains, deletedClasses, type Instead, type LateEdit, onto } from "../editor-core/lateEdits"
import { type Said, wordsOf } from "../editor-core/past"
import type { Change, Kind, LabelClass } from "../editor-core/types"
import { momentOf } from "./moment"
import "./suggestions.css"

/** What late edits come to, as somebody looked at it, and the versions of the labels that it is based on. */
interface Looked {
  readonly edits: readonly LateEdit[]
  readonly changes: readonly Change[]
  readonly base: Readonly<Record<string, number>>
}

/** What is to become of late edits; applied is what was looked at. */
export interface Decision extends Looked {
  readonly verdict: "apply" | "dismiss"
}

/** How the surface around looks: the names of its styles. */
export type Look = Readonly<Record<"head" | "title" | "button" | "ghost" | "link" | "dim" | "field", { readonly className: string }>>

export interface SuggestionsProps {
  readonly look: Look
  /** What is said beside the title. */
  readonly note?: string
  readonly edits: readonly LateEdit[]
  readonly classes: readonly LabelClass[]
  readonly now: Said
  /** What the picture and the timeline show on top of the labels. */
  readonly shown: readonly Change[]
  readonly show: (changes: readonly Change[]) => void
  /** Undefined where the person may not decide. */
  readonly decide: ((decision: Decision) => void) | undefined
}

interface Chosen extends Looked {
  readonly instead: Instead
}

export function SuggestionList(props: SuggestionsProps) {
  const { look, note, edits } = props
  if (edits.length === 0) return null
  return (
    <section className="late" aria-label={t`Suggestions`}>
      <div {...look.head}>
        <h2 {...look.title}><Trans>Suggestions</Trans></h2>
        {note && <span {...look.dim}>{note}</span>}
      </div>
      <Entries {...props} />
    </section>
  )
}

/** Each by itself, and all of them together. */
function Entries(props: SuggestionsProps) {
  const { look, edits, show } = props
  const { chosen, choose } = useChosen(props)
  const open = edits.filter(({ verdict }) => verdict === null)
  const entries = chains(open)
  const opened = (entry: readonly LateEdit[]) => (chosen?.edits.length === entry.length && chosen.edits[0]?.id === entry[0]?.id ? chosen : null)
  const link = (entry: readonly LateEdit[], words: string) =>
    opened(entry) ? null : (
      <button type="button" {...look.link} data-keeps-focus onClick={() => choose(entry)}>
        {words}
      </button>
    )
  const ask = (entry: readonly LateEdit[]) => {
    const found = opened(entry)
    return found && <Ask {...props} chosen={found} choose={choose} leave={() => show([])} />
  }
  return (
    <ol>
      {entries.map((entry) => (
        <li key={entry[0]?.id} className={opened(entry) ? "on" : ""}>
          <Line {...props} entry={entry} />
          {ask(entry)}
          {link(entry, t`Show on the clip`)}
        </li>
      ))}
      {entries.length > 1 && (
        <li className={opened(open) ? "on" : ""}>
          {ask(open)}
          {link(open, t`Show all of them on the clip`)}
        </li>
      )}
      {edits.filter(({ verdict }) => verdict !== null).map((edit) => (
        <li key={edit.id}>
          <Line {...props} entry={[edit]} />
          <div {...look.dim}>{verdictWords(edit)}</div>
        </li>
      ))}
    </ol>
  )
}

/** What is looked at, until whatever else is shown takes its place, or the list is gone. */
function useChosen({ now, shown, show }: SuggestionsProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const looked = chosen && shown === chosen.changes ? chosen : null
  useGone(() => {
    if (looked) show([])
  })
  const choose = (edits: readonly LateEdit[], instead: Instead = {}) => {
    const changes = onto(now, edits, instead)
    show(changes)
    setChosen({ edits, changes, base: baseOf(changes, now, edits), instead })
  }
  return { chosen: looked, choose }
}

/** Do something once this is gone, with what was known last. */
function useGone(act: () => void): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => () => latest.current(), [])
}

/** Who it was, when, what they did and why it came too late. */
function Line({ look, classes, now, entry }: SuggestionsProps & { readonly entry: readonly LateEdit[] }) {
  const [first, last] = [entry[0], entry.at(-1)]
  const nameOf = (id: number) => classes.find((each) => each.id === id)?.name ?? t`a deleted class`
  const changes = entry.flatMap((edit) => edit.changes)
  const classOf = (id: string) => {
    const added = changes.flatMap((change) => ("added" in change && change.added.id === id ? change.added : []))[0]
    const classId = (now.records.get(id) ?? added)?.class_id
    return classId === undefined ? t`a label` : nameOf(classId)
  }
  if (!first || !last) return null
  return (
    <>
      <div className="late-who">
        <b>{first.author?.name ?? t`Somebody`}</b>
        <time {...look.dim} dateTime={last.created_at}>
          {momentOf(last.created_at)}
        </time>
      </div>
      {wordsOf(changes, classOf, nameOf).map((words) => (
        <div key={words}>{words}</div>
      ))}
      <div {...look.dim}>{reasonWords(first.reason)}</div>
    </>
  )
}

interface AskProps extends SuggestionsProps {
  readonly chosen: Chosen
  readonly choose: (edits: readonly LateEdit[], instead: Instead) => void
  readonly leave: () => void
}

/** What applying would do, and the ways to answer. */
function Ask({ look, classes, now, decide, chosen, choose, leave }: AskProps) {
  const { instead, ...looked } = chosen
  const { edits, changes } = looked
  const deleted = [...deletedClasses(now, edits, classes)]
  const ready = deleted.every(([id]) => instead[id] !== undefined)
  const answer = (verdict: Decision["verdict"]) => {
    leave()
    decide?.({ verdict, ...looked })
  }
  return (
    <div className="late-ask" role="group" aria-label={t`Suggestion`}>
      <p>{changes.length === 0 ? t`All of it holds already, or its labels are gone` : plural(changes.length, { one: "Shown on the clip: # label is other than now", other: "Shown on the clip: # labels are other than now" })}</p>
      {decide && deleted.map(([id, kind]) => (
        <Replacement key={id} look={look} kind={kind} classes={classes} value={instead[id]} pick={(to) => choose(edits, { ...instead, [id]: to })} />
      ))}
      <div className="late-row">
        {decide && (
          <>
            <button type="button" {...look.button} disabled={!ready} onClick={() => answer("apply")}>
              <Trans>Apply</Trans>
            </button>
            <button type="button" {...look.button} onClick={() => answer("dismiss")}>
              <Trans>Dismiss</Trans>
            </button>
          </>
        )}
        <button type="button" {...look.ghost} onClick={leave}>
          <Trans>Leave it</Trans>
        </button>
      </div>
    </div>
  )
}

interface ReplacementProps {
  readonly look: Look
  readonly kind: Kind
  readonly classes: readonly LabelClass[]
  readonly value: number | undefined
  readonly pick: (id: number) => void
}

/** The class that is taken for one that is not there any more. */
function Replacement({ look, kind, classes, value, pick }: ReplacementProps) {
  const offered = classes.filter((each) => each.kind === kind && !each.archived)
  return (
    <label className="late-row">
      <span {...look.dim}><Trans>Its class was deleted. Take</Trans></span>
      <select {...look.field} value={value ?? ""} onChange={(event) => pick(Number(event.currentTarget.value))}>
        <option value="" disabled>
          {t`another class`}
        </option>
        {offered.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function verdictWords({ verdict, decided_by }: LateEdit): string {
  const name = decided_by?.name ?? t`a reviewer`
  return verdict === "apply" ? t`Applied by ${name}` : t`Dismissed by ${name}`
}

/** Why an edit came too late; the server says it in English. */
function reasonWords(reason: string): string {
  if (reason === "The clip had moved on") return t`The clip had moved on`
  if (reason === "Somebody else has the clip now") return t`Somebody else had the clip`
  if (reason === "Its class was archived meanwhile") return t`Its class was archived meanwhile`
  if (reason === "Its class was merged into one that asks for something else") return t`Its class was merged into one that asks for something else`
  return reason === "Its class was deleted meanwhile" ? t`Its class was deleted meanwhile` : reason
}
