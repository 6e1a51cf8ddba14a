/** Everything one can do or go to, found by typing: actions, pages, clips, classes. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from "react"
import { get } from "../../api/client"
import type { Item, Page } from "../../api/types"
import { keysOf } from "../../editor-core/keys/shortcuts"
import { said } from "../../editor-core/words"
import { Dialog } from "../Dialog"
import { useTaste } from "../preferences"
import { fitting } from "./fuzzy"
import { offers, open } from "./offers"
import { classesOf, type Place, PLACES, projectAt } from "./places"
import "./finder.css"

const MOST = 50
const MOST_CLIPS = 8

interface Found {
  readonly id: string
  readonly name: string
  /** What kind of thing it is, or the key that does it. */
  readonly note: string
  readonly go: () => void
}

export function Palette() {
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const found = useFound(query)
  const close = () => open(null)
  const go = (one: Found | undefined) => {
    close()
    // The dialog gives the focus back before the action moves it.
    if (one) requestAnimationFrame(one.go)
  }
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) setAt(Math.min(Math.max(at + by, 0), found.length - 1))
    else if (event.key === "Enter") go(found[at])
    else return
    event.preventDefault()
  }
  const listed = found.length > 0
  return (
    <Dialog label={t`Find anything`} className="fd" onClose={close}>
      <input
        role="combobox"
        aria-label={t`Find an action, page, clip or class`}
        aria-expanded={listed}
        aria-controls="fd-list"
        aria-activedescendant={listed ? `fd-${at}` : undefined}
        placeholder={t`Find an action, page, clip or class`}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <Results found={found} at={at} go={go} />
    </Dialog>
  )
}

function Results({ found, at, go }: { found: readonly Found[]; at: number; go: (one: Found) => void }) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" })
  }, [at])
  if (found.length === 0) return <p className="fd-none"><Trans>Nothing is called that</Trans></p>
  return (
    <ul ref={list} id="fd-list" className="fd-list" role="listbox" aria-label={t`Found`}>
      {found.map((one, index) => (
        <li key={one.id} id={`fd-${index}`} role="option" aria-selected={index === at} onClick={() => go(one)}>
          <span>{one.name}</span>
          <span className="fd-dim">{one.note}</span>
        </li>
      ))}
    </ul>
  )
}

/** Everything that fits what was typed, the likeliest first; clips come from the server. */
function useFound(query: string): Found[] {
  const project = projectAt(location.pathname)
  const clips = useClips(project, useDeferredValue(query.trim()))
  const taste = useTaste()
  const navigate = useNavigate()
  const [here] = useState(offers)
  const [known] = useState(() => (project === null ? [] : classesOf(project)))
  const to = (place: Place): Found => ({ id: place.to, name: place.name, note: place.note, go: () => void navigate({ href: place.to }) })
  const help: Found[] = here.some(({ id }) => id === "help") ? [] : [{ id: "help", name: t`Shortcuts`, note: "?", go: () => open("help") }]
  const actions = here.filter(({ enabled }) => enabled).map(
    (offer): Found => ({ id: offer.id, name: said(offer.label), note: keysOf(offer, taste)[0] ?? "", go: offer.run }),
  )
  const places = PLACES.filter(({ inProject }) => project !== null || !inProject).map(({ name, path, inProject }) =>
    to({ name: said(name), note: t`Page`, to: inProject ? `/p/${project ?? ""}${path}` : path }),
  )
  const local = fitting([...actions, ...help, ...places, ...known.map(to)], query, ({ name }) => name)
  return [...local.slice(0, MOST), ...clips.map((clip) => to({ name: clip.name, note: t`Clip`, to: `/p/${project ?? ""}/items/${clip.id}` }))]
}

function useClips(project: number | null, query: string): readonly Item[] {
  const { data } = useQuery({
    queryKey: ["project", project, "finder", query],
    queryFn: ({ signal }) => get<Page<Item>>(`/projects/${project ?? 0}/items`, { q: query, limit: MOST_CLIPS }, signal),
    enabled: project !== null && query.length > 1,
  })
  return data?.results ?? []
}
