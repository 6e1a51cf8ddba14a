/** The clips that match, or why there are none. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconFilterOff, IconMovie } from "@tabler/icons-react"
import { useCallback, useRef } from "react"
import type { Project, Stage } from "../../api/types"
import { queryString } from "../../api/client"
import { EmptyState, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { stageName } from "../../ui/stages"
import { slotsOf } from "./Card"
import { cleared, type DataSearch, filterOf } from "./filters"
import { Grid } from "./Grid"
import { useSource } from "./items"
import { List } from "./List"
import type { Listing } from "./listing"
import type { Choosing } from "./useChoosing"

const AHEAD = 60

interface ClipsProps {
  readonly project: Project
  readonly stages: readonly Stage[]
  readonly choosing: Choosing
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  readonly onUpload: () => void
}

export function Clips(props: ClipsProps) {
  const { choosing, search } = props
  const scroller = useRef<HTMLDivElement>(null)
  const listing = useListing(props)
  const { query, items } = choosing
  return (
    <div className="scroller" ref={scroller} tabIndex={-1}>
      {query.isPending && <Loading />}
      {query.isError && items.length === 0 && <ProblemState error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && items.length === 0 && <Nothing {...props} />}
      {items.length > 0 &&
        (search.view === "list" ? (
          <List listing={listing} scroller={scroller} />
        ) : (
          <Grid listing={listing} scroller={scroller} narrowest={choosing.narrowest} onColumns={choosing.focus.onColumns} />
        ))}
    </div>
  )
}

function useListing({ project, stages, choosing, search }: ClipsProps): Listing {
  const source = useSource(project.id)
  const { items, query, focus } = choosing
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const near = useCallback(
    (index: number) => {
      if (hasNextPage && !isFetchingNextPage && index > items.length - AHEAD) void fetchNextPage()
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, items.length],
  )
  const slots = slotsOf(project.classes)
  const way = queryString({ ...filterOf(search), sort: search.sort })
  return {
    items,
    near,
    propsOf: ({ id }) => ({
      chosen: choosing.isChosen(id),
      slots,
      share: focus.shareOf(id),
      href: `/p/${project.id}/items/${id}${way}`,
      onChoose: choosing.choose,
      onFocus: focus.onFocus,
    }),
    onSource: may(project, "upload") ? (id, name) => source.mutate({ id, source: name }) : null,
    stageName: (stage) => stageName(stages.find(({ id }) => id === stage)?.name ?? stage),
  }
}

function Loading() {
  return (
    <div className="cards" style={{ position: "static", gridTemplateColumns: "repeat(auto-fill, minmax(216px, 1fr))" }} role="status" aria-busy="true" aria-label={t`Loading clips`}>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="clip">
          <div className="th" />
          <div className="cap">
            <Skeleton width="70%" height={16} />
            <Skeleton width="40%" height={16} />
          </div>
        </div>
      ))}
    </div>
  )
}

function Nothing({ project, search, onSearch, onUpload }: ClipsProps) {
  if (Object.keys(filterOf(search)).length > 0) {
    return (
      <EmptyState
        icon={<IconFilterOff size={24} stroke={1.6} />}
        title={t`Nothing matches`}
        action={
          <button type="button" className="btn" onClick={() => onSearch(cleared(search))}>
            <Trans>Clear filters</Trans>
          </button>
        }
      >
        <Trans>No clip has all of what the filters ask for.</Trans>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<IconMovie size={24} stroke={1.6} />}
      title={t`No clips yet`}
      action={
        may(project, "upload") && (
          <button type="button" className="btn" onClick={onUpload}>
            <Trans>Upload</Trans>
          </button>
        )
      }
    >
      {may(project, "upload")
        ? t`Videos go here. Drop files or folders anywhere on this page.`
        : t`Videos go here. The lead of this project uploads them.`}
    </EmptyState>
  )
}
