/** Folders of the server whose new files become clips. */
import { IconPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { get, patch, remove } from "../../api/client"
import type { components } from "../../api/schema"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { useSaving } from "../../ui/saving"
import { useNow } from "../../ui/useNow"
import { counted, since } from "../../ui/words"
import { rootsQuery } from "../data/upload/sources"
import { WatchDialog } from "./WatchDialog"

export type Watch = components["schemas"]["Watch"]

const LOOK_MS = 15_000

export const watchesKey = (projectId: number) => ["project", projectId, "watches"]

export function Watches({ project }: { project: Project }) {
  const roots = useQuery(rootsQuery(project.id)).data ?? []
  const watches = useQuery({ queryKey: watchesKey(project.id), queryFn: () => get<Watch[]>(`/projects/${project.id}/watches`), refetchInterval: LOOK_MS })
  const [adding, setAdding] = useState(false)
  return (
    <section className="card panel">
      <h2>Watched folders</h2>
      <p className="t2">
        New files in a watched folder become clips. A file counts once it has stopped changing; it is read where it lies and never moved or deleted.
      </p>
      <ProblemNote error={watches.error} />
      {watches.data && watches.data.length > 0 && <WatchTable project={project} watches={watches.data} />}
      {roots.length === 0 ? (
        <p className="t2">No folder of the server may be read yet. An administrator names them in CLIPLOOP_ROOTS.</p>
      ) : (
        <button type="button" className="btn" onClick={() => setAdding(true)}>
          <IconPlus size={16} stroke={1.6} aria-hidden /> Watch a folder
        </button>
      )}
      {adding && <WatchDialog project={project} roots={roots} onClose={() => setAdding(false)} />}
    </section>
  )
}

function WatchTable({ project, watches }: { project: Project; watches: readonly Watch[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          {["Folder", "Dataset", "Clips", "Last look"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="hidden-text">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {watches.map((watch) => (
          <tr key={watch.id}>
            <td>
              <span className="b5">{placeOf(watch)}</span>
              {watch.error && <p className="s12 bad">{watch.error}</p>}
            </td>
            <td className="t2">{watch.dataset}</td>
            <td className="t2 num">
              {watch.taken}
              {watch.waiting > 0 && <p className="s12">{counted(watch.waiting, "file")} waiting</p>}
            </td>
            <td className="t2">
              <LastLook watch={watch} />
            </td>
            <td>
              <WatchButtons projectId={project.id} watch={watch} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function WatchButtons({ projectId, watch }: { projectId: number; watch: Watch }) {
  const path = `/projects/${projectId}/watches/${watch.id}`
  const pause = useSaving(() => patch(path, { enabled: !watch.enabled }), watchesKey(projectId))
  const end = useSaving(() => remove(path), watchesKey(projectId))
  return (
    <span className="row">
      <button type="button" className="btn sm" aria-label={`${watch.enabled ? "Pause" : "Go on with"} ${placeOf(watch)}`} onClick={() => pause.mutate(undefined)}>
        {watch.enabled ? "Pause" : "Go on"}
      </button>
      <button type="button" className="btn sm" aria-label={`Remove ${placeOf(watch)}`} onClick={() => end.mutate(undefined)}>
        Remove
      </button>
    </span>
  )
}

function LastLook({ watch: { enabled, looked_at } }: { watch: Watch }) {
  const now = useNow()
  if (!enabled) return "Paused"
  return looked_at ? since(looked_at, now) : "Soon"
}

function placeOf({ root, prefix }: Watch): string {
  return prefix ? `${root}/${prefix}` : root
}
