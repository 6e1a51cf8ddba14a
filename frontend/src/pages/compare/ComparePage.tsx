/** Two clips side by side, at /p/:project/compare?a=&b=. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams, useSearch } from "@tanstack/react-router"
import { useMemo } from "react"
import { obstacle, sentenceOf } from "../../api/problem"
import { FrameSource } from "../../editor-core/frames/source"
import { Pair, type Side } from "../../editor-core/frames/pair"
import { secondsAt, timecode } from "../../editor-core/frames/time"
import { Screen } from "../../editor/Screen"
import { clipQuery, type Footage } from "../workspace/clip"
import { factsOf, mediaOf } from "../workspace/media"
import { useRenewal } from "../workspace/useRenewal"
import { CompareTransport } from "./CompareTransport"
import { usePairKeys, usePlaying } from "./usePair"
import "./compare.css"

export function ComparePage() {
  const { project } = useParams({ strict: false })
  const { a, b } = useSearch({ strict: false })
  const projectId = Number(project)
  const first = useQuery({ ...clipQuery(projectId, Number(a)), enabled: Number(a) > 0 })
  const second = useQuery({ ...clipQuery(projectId, Number(b)), enabled: Number(b) > 0 })
  const problem = obstacle(first, second)
  if (problem) return <Lost text={sentenceOf(problem)} projectId={projectId} />
  if (!(Number(a) > 0 && Number(b) > 0)) return <Lost text={t`Choose two clips on the data page to compare them`} projectId={projectId} />
  if (!first.data || !second.data) return <div className="cmp" data-mantine-color-scheme="dark" aria-busy="true" />
  const unready = [first.data, second.data].find(({ item }) => item.state !== "ready")
  if (unready) return <Lost text={t`${unready.item.name} is still being prepared`} projectId={projectId} />
  return <Compare key={`${first.data.item.id} ${second.data.item.id}`} projectId={projectId} first={first.data} second={second.data} />
}

function Lost({ text, projectId }: { text: string; projectId: number }) {
  return (
    <div className="cmp lost" data-mantine-color-scheme="dark">
      <p role="alert">{text}</p>
      <Link to="/p/$project/data" params={{ project: String(projectId) }}>
        <Trans>Back to data</Trans>
      </Link>
    </div>
  )
}

function Compare({ projectId, first, second }: { projectId: number; first: Footage; second: Footage }) {
  // What is on screen stays while the clips are loaded again.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- by identity of the clips, see above
  const pair = useMemo(() => new Pair(sideOf(first), sideOf(second)), [first.item.id, second.item.id])
  usePairKeys(pair)
  return (
    <div className="cmp" data-mantine-color-scheme="dark">
      <header className="cmp-top">
        <Link to="/p/$project/data" params={{ project: String(projectId) }}>
          <Trans>Data</Trans>
        </Link>
        <span className="t3">/</span>
        <h1><Trans>Compare two clips</Trans></h1>
      </header>
      <main className="cmp-pictures">
        <Picture side={pair.first} loaded={first} mark="A" projectId={projectId} />
        <Picture side={pair.second} loaded={second} mark="B" projectId={projectId} />
      </main>
      <CompareTransport pair={pair} />
    </div>
  )
}

interface PictureProps {
  readonly side: Side
  readonly loaded: Footage
  readonly mark: string
  readonly projectId: number
}

function Picture({ side: { player, clip }, loaded, mark, projectId }: PictureProps) {
  const shown = usePlaying(player, (source) => source.shown)
  const settled = usePlaying(player, (source) => source.settled)
  useRenewal(player, projectId, loaded.item)
  const last = clip.frames - 1
  return (
    <figure aria-label={`${mark}: ${loaded.item.name}`}>
      <figcaption className="row">
        <b>{mark}</b>
        <Link className="cut" to="/p/$project/items/$item" params={{ project: String(projectId), item: String(clip.id) }} search={{ f: shown }}>
          {loaded.item.name}
        </Link>
        <span className={settled ? "num" : "num waiting"}>
          {timecode(secondsAt(shown, clip), "short")} · <Trans>f {shown} of {last}</Trans>
        </span>
      </figcaption>
      <div className="cmp-stage">
        <div style={{ aspectRatio: `${clip.width} / ${clip.height}`, width: `min(100cqw, ${(100 * clip.width) / clip.height}cqh)` }}>
          <Screen player={player} muted={mark === "B"} />
        </div>
      </div>
    </figure>
  )
}

function sideOf(loaded: Footage): Side {
  const clip = factsOf(loaded)
  return { clip, player: new FrameSource(clip, mediaOf(loaded.item)) }
}
