/** Folders of the server whose new files become clips. */
import { t } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { IconPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { get, patch, remove } from "../../api/client"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { useSaving } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { useNow } from "../../ui/useNow"
import { since } from "../../ui/words"
import { rootsQuery } from "../data/upload/sources"
import { type Watch, watchesKey } from "./watch"
import { WatchDialog } from "./WatchDialog"

const LOOK_MS = 15_000

export function Watches({ project }: { project: Project }) {
  const known = useQuery(rootsQuery(project.id))
  const roots = known.data ?? []
  const watches = useQuery({ queryKey: watchesKey(project.id), queryFn: () => get<Watch[]>(`/projects/${project.id}/watches`), refetchInterval: LOOK_MS })
  const [adding, setAdding] = useState(false)
  return (
    <section className="card panel">
      <h2><Trans>Watched folders</Trans></h2>
      <p className="t2">
        <Trans>New files in a watched folder become clips. A file counts once it has stopped changing; it is read where it lies and never moved or deleted.</Trans>
      </p>
      <ProblemNote error={watches.error} />
      {watches.data && watches.data.length > 0 && <WatchTable project={project} watches={watches.data} />}
      <ProblemNote error={watches.error ? null : known.error} />
      {known.isSuccess && roots.length === 0 && (
        <p className="t2"><Trans>No folder of the server may be read yet. An administrator names them in CLIPLOOP_ROOTS.</Trans></p>
      )}
      {roots.length > 0 && (
        <button type="button" className="btn" onClick={() => setAdding(true)}>
          <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Watch a folder</Trans>
        </button>
      )}
      {adding && <WatchDialog project={project} roots={roots} onClose={() => setAdding(false)} />}
    </section>
  )
}

function WatchTable({ project, watches }: { project: Project; watches: readonly Watch[] }) {
  return (
    <Table columns={[t`Folder`, t`Dataset`, t`Clips`, t`Last look`, { name: t`Actions`, look: "hidden" }]}>
      {watches.map((watch) => (
        <tr key={watch.id}>
          <td>
            <span className="b5">{placeOf(watch)}</span>
            {watch.error && <p className="s12 bad">{watch.error}</p>}
          </td>
          <td className="t2">{watch.dataset}</td>
          <td className="t2 num">
            {watch.taken}
            {watch.waiting > 0 && <p className="s12"><Plural value={watch.waiting} one="# file waiting" other="# files waiting" /></p>}
          </td>
          <td className="t2">
            <LastLook watch={watch} />
          </td>
          <td>
            <WatchButtons projectId={project.id} watch={watch} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

function WatchButtons({ projectId, watch }: { projectId: number; watch: Watch }) {
  const path = `/projects/${projectId}/watches/${watch.id}`
  const place = placeOf(watch)
  const pause = useSaving(() => patch(path, { enabled: !watch.enabled }), watchesKey(projectId))
  const end = useSaving(() => remove(path), watchesKey(projectId))
  return (
    <span className="row">
      <button type="button" className="btn sm" aria-label={watch.enabled ? t`Pause ${place}` : t`Go on with ${place}`} onClick={() => pause.mutate(undefined)}>
        {watch.enabled ? t`Pause` : t`Go on`}
      </button>
      <button type="button" className="btn sm" aria-label={t`Remove ${place}`} onClick={() => end.mutate(undefined)}>
        <Trans>Remove</Trans>
      </button>
    </span>
  )
}

function LastLook({ watch: { enabled, looked_at } }: { watch: Watch }) {
  const now = useNow()
  if (!enabled) return t`Paused`
  return looked_at ? since(looked_at, now) : t`Soon`
}

function placeOf({ root, prefix }: Watch): string {
  return prefix ? `${root}/${prefix}` : root
}
