/** Files that were here already: which clip they are, and whether to have them twice. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect } from "react"
import { get } from "../../../api/client"
import { ApiProblem } from "../../../api/problem"
import type { Item } from "../../../api/types"
import { useBulk } from "../items"
import { NOTHING } from "../selection"
import type { Doubled } from "./queue"
import type { UploadDesk } from "./uploads"

interface TwinProps {
  readonly upload: Doubled
  readonly desk: UploadDesk
  readonly projectId: number
}

/** Where the clip is that a file was before, with the choice between one and two of it. */
export function TwinOffer({ upload, desk, projectId }: TwinProps) {
  const { id, name, twin } = upload
  const { busy, skip } = useSkipping(projectId, desk, [upload])
  const clip = useTwin(upload, desk, projectId)
  const known = clip?.name ?? t`a clip`
  return (
    <div className="row twin s12">
      <span className="t2">
        <Trans>
          Already here as <Link to="/p/$project/items/$item" params={{ project: String(projectId), item: String(twin) }}>{known}</Link>
        </Trans>
      </span>
      <span className="row">
        <button type="button" className="btn sm" disabled={busy} aria-label={t`Skip it: ${name}`} onClick={skip}>
          <Trans>Skip it</Trans>
        </button>
        <button type="button" className="btn sm" disabled={busy} aria-label={t`Keep both: ${name}`} onClick={() => desk.keepBoth(id)}>
          <Trans>Keep both</Trans>
        </button>
      </span>
    </div>
  )
}

/** One press for many files that were here already. */
export function SkipAll({ doubled, desk, projectId }: { doubled: readonly Doubled[]; desk: UploadDesk; projectId: number }) {
  const { busy, skip } = useSkipping(projectId, desk, doubled)
  const count = doubled.length
  if (count < 2) return null
  return (
    <div className="row twins s12">
      <span className="t2 grow" role="status">
        {plural(count, { one: "# file is already here", other: "# files are already here" })}
      </span>
      <button type="button" className="btn sm" disabled={busy} onClick={skip}>
        <Trans>Skip all {count}</Trans>
      </button>
    </div>
  )
}

/** Put the new clips into the trash, from where the toast brings them back. */
function useSkipping(projectId: number, desk: UploadDesk, doubled: readonly Doubled[]) {
  const ids = new Set(doubled.map(({ itemId }) => itemId))
  const { mutateAsync, isPending } = useBulk(projectId, { selection: { ...NOTHING, ids }, filter: {} })
  const skip = () => {
    // Heard even where the row is folded away meanwhile; what went wrong is said by a toast.
    mutateAsync({ ask: { action: "delete" }, done: (clips) => t`${clips} moved to the trash` })
      .then(() => desk.skipped(doubled.map(({ id }) => id)))
      .catch(() => undefined)
  }
  return { busy: isPending, skip }
}

/** The clip that was here before. Where it is gone by now, the new one is the only one. */
function useTwin({ id, twin }: Doubled, desk: UploadDesk, projectId: number): Item | undefined {
  const { data, error } = useQuery({
    // Not among the items that every event makes stale: hundreds of rows would ask again at each file that arrives.
    queryKey: ["project", projectId, "twin", twin],
    queryFn: () => get<Item>(`/projects/${projectId}/items/${twin}`),
  })
  useEffect(() => {
    if (error instanceof ApiProblem && error.status === 404) desk.keepBoth(id)
  }, [error, desk, id])
  return data
}
