/** The workspace before its clip is there, or when it cannot be. */
import { Trans } from "@lingui/react/macro"
import "./skeleton.css"

/** A clip that cannot be opened, and the way back. */
interface Closed {
  readonly problem: string
  readonly projectId: number
}

export function Skeleton({ closed }: { closed?: Closed }) {
  return (
    <div className="ws-skeleton" data-mantine-color-scheme="dark" aria-busy={closed === undefined}>
      <header />
      <nav aria-hidden="true" />
      <main>
        {closed && (
          <div role="alert">
            <p>{closed.problem}</p>
            <a href={`/p/${closed.projectId}/data`}><Trans>Back to data</Trans></a>
          </div>
        )}
      </main>
      <aside aria-hidden="true" />
      <footer aria-hidden="true" />
    </div>
  )
}
