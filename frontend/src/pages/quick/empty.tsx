/** What stands where no clip is, and the one next thing to do. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChecks, IconMovie, IconTags } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { type ReactNode, useEffect, useState } from "react"
import type { Project } from "../../api/types"
import type { Deck } from "../../editor-core/quick/deck"
import { EmptyState } from "../../ui/parts"
import { may } from "../../ui/rights"
import "./quick.css"

const ICON = { size: 24, stroke: 1.6 } as const
const PATIENCE_MS = 200

/** The layout without anything in it; it shows after a moment only. */
export function Waiting() {
  return (
    <div className="qt qt-waiting" role="status" aria-busy="true" aria-label={t`Loading clips`}>
      <header className="qt-top" />
      <main className="qt-stage" />
      <section className="qt-keys" />
      <section className="qt-hints" />
      <ul className="qt-strip" />
    </div>
  )
}

/** In the place of the clip: nothing waits, the server cannot be reached, or the first one is on its way. */
export function NoClip({ project, deck }: { project: Project; deck: Deck }) {
  const late = useLate()
  if (deck.problem) {
    return (
      <Middle>
        <EmptyState
          title={t`The next clip cannot be had`}
          action={
            <button type="button" className="btn pri" onClick={() => void deck.fill()}>
              <Trans>Try again</Trans>
            </button>
          }
        >
          {deck.problem}. <Trans>Everything you decided is kept and sent as soon as that is possible.</Trans>
        </EmptyState>
      </Middle>
    )
  }
  if (!deck.exhausted) return <Middle>{late && <p className="ws-dim">{t`Loading the next clip`}</p>}</Middle>
  return <CaughtUp project={project} deck={deck} />
}

function CaughtUp({ project, deck }: { project: Project; deck: Deck }) {
  const { aside } = deck
  const done = deck.times.length
  const reviews = may(project, "review")
  return (
    <Middle>
      <EmptyState
        icon={<IconChecks {...ICON} />}
        title={t`All caught up`}
        action={
          aside > 0 ? (
            <button type="button" className="btn pri" onClick={() => void deck.again()}>
              {plural(aside, { one: "Show # clip again", other: "Show # clips again" })}
            </button>
          ) : (
            <Link to={reviews ? "/p/$project/review" : "/p/$project/data"} params={{ project: String(project.id) }} className="btn pri">
              {reviews ? t`Open review` : t`Back to data`}
            </Link>
          )
        }
      >
        {done > 0 && `${plural(done, { one: "You decided # clip.", other: "You decided # clips." })} `}
        {aside > 0
          ? plural(aside, { one: "No other clip waits for you; you put # clip aside.", other: "No other clip waits for you; you put # clips aside." })
          : t`No clip waits for a label.`}
      </EmptyState>
    </Middle>
  )
}

export function NoClass({ project }: { project: Project }) {
  const manages = may(project, "manage")
  return (
    <Alone>
      <EmptyState
        icon={<IconTags {...ICON} />}
        title={t`No tag class yet`}
        action={
          <Link to={manages ? "/p/$project/classes" : "/p/$project/data"} params={{ project: String(project.id) }} className="btn pri">
            {manages ? t`Add a class` : t`Back to data`}
          </Link>
        }
      >
        <Trans>Quick-tag gives each clip a class by one key.</Trans> {!manages && <Trans>The lead of this project adds classes.</Trans>}
      </EmptyState>
    </Alone>
  )
}

export function NotAllowed({ project }: { project: Project }) {
  return (
    <Alone>
      <EmptyState
        icon={<IconMovie {...ICON} />}
        title={t`You can look at clips here, but not label them`}
        action={
          <Link to="/p/$project/data" params={{ project: String(project.id) }} className="btn pri">
            <Trans>Back to data</Trans>
          </Link>
        }
      >
        <Trans>Ask the lead of this project to make you an annotator.</Trans>
      </EmptyState>
    </Alone>
  )
}

function Middle({ children }: { children: ReactNode }) {
  return (
    <main className="qt-stage qt-middle" tabIndex={-1} aria-label={t`Clip`}>
      {children}
    </main>
  )
}

function Alone({ children }: { children: ReactNode }) {
  return <main className="qt-alone">{children}</main>
}

function useLate(): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return late
}
