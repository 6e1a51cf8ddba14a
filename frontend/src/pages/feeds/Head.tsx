/** Which feed, of which class, from how sure on; and how often that would be wrong. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { feedsQuery } from "../../api/feedQueries"
import type { Evidence, Feed } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { clipCount, count, decimal, percent } from "../../ui/words"
import { tagClasses } from "../data/tagClasses"
import type { FeedSearch } from "./search"
import { KINDS, type KindWords } from "./words"

const WAIT_MS = 250
const WORDS = "words"
/** What is shown before anything was counted: a search has no tab. */
const STANDING = Object.keys(KINDS).filter((one) => one !== "similar" && one !== WORDS)

export function KindTabs({ project, kind, search }: { project: Project; kind: string; search: FeedSearch }) {
  const feeds = useQuery(feedsQuery(project.id)).data
  const listed: readonly { kind: string; count?: number; more?: boolean }[] = feeds?.kinds ?? STANDING.map((one) => ({ kind: one }))
  const shown = feeds?.words && may(project, "annotate") ? [...listed, { kind: WORDS }] : listed
  return (
    <nav className="fd-kinds" aria-label={t`Feeds`}>
      {shown.map(({ kind: one, count: number, more }) => {
        const words = KINDS[one]
        if (!words) return null
        return (
          <Link
            key={one}
            to="/p/$project/feeds/$kind"
            params={{ project: String(project.id), kind: one }}
            search={search.class ? { class: search.class } : {}}
            className={one === kind ? "st on" : "st"}
            aria-current={one === kind ? "page" : undefined}
          >
            <span className="b5">{i18n._(words.name)}</span>
            <span className="num t3">{number === undefined ? "" : `${count(number)}${more ? "+" : ""}`}</span>
          </Link>
        )
      })}
    </nav>
  )
}

interface ChoicesProps {
  readonly project: Project
  readonly words: KindWords
  readonly search: FeedSearch
  readonly feed: Feed | undefined
  readonly onSearch: (search: FeedSearch) => void
}

export function Choices({ project, words, search, feed, onSearch }: ChoicesProps) {
  const classId = (value: string): FeedSearch => ({ ...(search.of ? { of: search.of } : {}), ...(search.text ? { text: search.text } : {}), ...(value === "" ? {} : { class: value }) })
  return (
    <div className="row fd-choices">
      <p className="t2 grow">
        {i18n._(words.note)} {feed && feed.cards.length > 0 && feed.coming > 0 && <Trans>Still being looked at: {clipCount(feed.coming)}.</Trans>}
      </p>
      {words.classes && (
        <label className="row fd-label">
          <span className="t2">{t`Class`}</span>
          <select className="fd-select" value={search.class ?? ""} onChange={({ target }) => onSearch(classId(target.value))}>
            <option value="">{search.of ? t`That of the example` : words.typed ? t`The one called so` : t`All classes`}</option>
            {tagClasses(project).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {words.sure && feed && feed.threshold !== null && (
        <Threshold key={`${search.class ?? ""} ${search.t ?? ""} ${feed.threshold}`} feed={feed} threshold={feed.threshold} onChange={(at) => onSearch({ ...search, t: at })} />
      )}
    </div>
  )
}

/** From how sure on; what that takes is asked once the hand rests. */
function Threshold({ feed, threshold, onChange }: { feed: Feed; threshold: number; onChange: (at: string) => void }) {
  const [at, setAt] = useState(threshold)
  useEffect(() => {
    if (at === threshold) return
    const timer = setTimeout(() => onChange(at.toFixed(2)), WAIT_MS)
    return () => clearTimeout(timer)
  }, [at, threshold, onChange])
  return (
    <div className="fd-threshold">
      <label className="row fd-label">
        <span className="t2">{t`Sure from`}</span>
        <input type="range" min={0.5} max={0.99} step={0.01} value={at} onChange={({ target }) => setAt(Number(target.value))} aria-valuetext={decimal(at, 2)} />
        <output className="num b5">{decimal(at, 2)}</output>
      </label>
      <p className="s12 t2 num" role="status">
        {t`Takes ${clipCount(feed.count)}.`} {evidenceWords(feed.evidence)}
      </p>
    </div>
  )
}

/** How often the model is wrong from there on, as far as anybody knows. */
export function evidenceWords(evidence: Evidence | null): string {
  if (!evidence || evidence.checked === 0) return t`Nobody checked how often that is wrong.`
  const { by, checked, wrong, low, high } = evidence
  const range = `${percent(low)}–${percent(high)}`
  const [mistaken, clips] = [count(wrong), clipCount(checked)]
  return by === "audit" ? t`Wrong in ${mistaken} of ${clips} that chance drew (${range}).` : t`Wrong in ${mistaken} of ${clips} of the test part (${range}).`
}
