/** Where one is, how far, how fast, whether the work is safe, and the ways out. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBackUp } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { get, sessionExpired } from "../../api/client"
import { datasetsQuery } from "../../api/queries"
import type { Facets, Project } from "../../api/types"
import { SaveState } from "../../editor/SaveChip"
import type { QuickPage } from "../../editor-core/quick/commands"
import { perMinute } from "../../editor-core/quick/pace"
import { later } from "../../ui/later"
import { Logo } from "../../ui/Logo"
import { useNow } from "../../ui/useNow"
import { count } from "../../ui/words"
import { KeyOf } from "./KeyOf"

const TroubleList = later(async () => (await import("../workspace/TroubleList")).TroubleList)

export function Head({ project, page }: { project: Project; page: QuickPage }) {
  const { deck } = page
  const { current } = deck
  const known = deck.clips[0]
  return (
    <header className="qt-top">
      <Link to="/p/$project/data" params={{ project: String(project.id) }} className="ws-icon ws-accent" aria-label={t`Leave quick-tag`}>
        <Logo />
      </Link>
      <h1>
        <Trans>Quick-tag</Trans>
      </h1>
      <span className="qt-why qt-cut">{current && (current.why || t`Most useful first`)}</span>
      <span className="ws-grow" />
      <Standing project={project} page={page} />
      <span className="ws-grow" />
      {known && (
        <SaveState outbox={known.editor.desk.outbox} signIn={sessionExpired}>
          <TroubleList outbox={known.editor.desk.outbox} />
        </SaveState>
      )}
      <button type="button" className="ws-button ghost" data-command="undo" disabled={!deck.canUndo} onClick={() => void deck.undo()}>
        <IconArrowBackUp size={16} stroke={1.6} aria-hidden /> <Trans>Undo</Trans> <KeyOf id="undo" />
      </button>
      <button type="button" className="ws-button" data-command="quick" disabled={!current} onClick={() => page.timeline()}>
        <Trans>Open on the timeline</Trans> <KeyOf id="quick" />
      </button>
    </header>
  )
}

/** How many clips there were to do, how many are done, and how fast that goes. */
function Standing({ project, page: { deck } }: { project: Project; page: QuickPage }) {
  const now = useNow()
  const waiting = useWaiting(project.id)
  const done = deck.times.length
  const speed = perMinute(deck.times, now)
  const total = waiting === undefined ? undefined : Math.max(waiting, done)
  return (
    <span className="qt-standing ws-num" aria-label={t`Progress`}>
      {total !== undefined && total > 0 && (
        <>
          <span className="qt-progress" aria-hidden="true">
            <i style={{ transform: `scaleX(${done / total})` }} />
          </span>
          <span>{t`${count(done)} of ${count(total)}`}</span>
        </>
      )}
      {speed !== null && (
        <>
          <span className="ws-rule" />
          <span>{plural(speed, { one: "# clip a minute", other: "# clips a minute" })}</span>
        </>
      )}
    </span>
  )
}

/** How many clips waited when the page was opened. */
function useWaiting(projectId: number): number | undefined {
  const { data: datasets } = useQuery(datasetsQuery(projectId))
  const { data: facets } = useQuery({
    queryKey: ["quick", projectId, "waiting"],
    queryFn: ({ signal }) => get<Facets>(`/projects/${projectId}/items/facets`, { state: "ready" }, signal),
    staleTime: Infinity,
    gcTime: 0,
  })
  if (!datasets || !facets) return undefined
  const stages = datasets.results.flatMap(({ workflow }) => workflow.stages)
  const open = new Set(stages.filter(({ kind }) => kind === "dataset" || kind === "annotate").map(({ id }) => id))
  return [...open].reduce((sum, id) => sum + (facets.stages[id] ?? 0), 0)
}
