/** The workspace before its clip is there, or when it cannot be. */
import { Trans } from "@lingui/react/macro"
import "./skeleton.css"

export function Skeleton({ problem, projectId }: { problem?: string; projectId: number }) {
  return (
    <div className="ws-skeleton" data-mantine-color-scheme="dark" aria-busy={problem === undefined}>
      <header />
      <nav aria-hidden="true" />
      <main>
        {problem !== undefined && (
          <div role="alert">
            <p>{problem}</p>
            <a href={`/p/${projectId}/data`}><Trans>Back to data</Trans></a>
          </div>
        )}
      </main>
      <aside aria-hidden="true" />
      <footer aria-hidden="true" />
    </div>
  )
}
