/** Decisions that the server did not take, or that clash with somebody else's. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import type { Project } from "../../api/types"
import { useChanges } from "../../editor/context"
import type { Letter } from "../../editor-core/kept"
import type { Outbox } from "../../editor-core/outbox"
import type { Deck } from "../../editor-core/quick/deck"

const MOST = 3

export function Troubles({ project, deck }: { project: Project; deck: Deck }) {
  const outbox = deck.clips[0]?.editor.desk.outbox
  return outbox ? <Shown project={project} deck={deck} outbox={outbox} /> : null
}

function Shown({ project, deck, outbox }: { project: Project; deck: Deck; outbox: Outbox }) {
  useChanges(outbox)
  const letters = outbox.letters.filter(({ project: of, state }) => of === project.id && state !== "waiting")
  if (letters.length === 0) return null
  return (
    <aside className="qt-cards" aria-label={t`Changes that need you`}>
      {letters.slice(0, MOST).map((letter) => (
        <div key={letter.key} className="ws-card" role="group" aria-label={letter.state === "conflict" ? t`Conflict` : t`Not sent`}>
          <h3>{titleOf(letter, deck)}</h3>
          <p>{letter.state === "conflict" ? t`Somebody else changed this clip too.` : letter.problem}</p>
          <div className="ws-row">
            {letter.state === "conflict" ? (
              <Link className="ws-button" to="/p/$project/items/$item" params={{ project: String(project.id), item: String(letter.item) }}>
                <Trans>Settle it on the timeline</Trans>
              </Link>
            ) : (
              <>
                <button type="button" className="ws-button" onClick={() => void outbox.retry(letter.key)}>
                  <Trans>Retry</Trans>
                </button>
                <button type="button" className="ws-button ghost" onClick={() => void outbox.discard(letter.key)}>
                  <Trans>Give up this change</Trans>
                </button>
              </>
            )}
          </div>
        </div>
      ))}
    </aside>
  )
}

function titleOf({ item, state }: Letter, deck: Deck): string {
  const name = deck.done.findLast((one) => one.item === item)?.name ?? deck.clips.find(({ editor }) => editor.clip.id === item)?.name
  const said = state === "conflict" ? t`Conflict` : t`Not sent`
  return name ? `${said}: ${name}` : said
}
