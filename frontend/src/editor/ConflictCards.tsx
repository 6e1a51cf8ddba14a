/** What two people changed in ways that cannot both hold, and what the server refused. */
import { msg, plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconEye } from "@tabler/icons-react"
import type { Letter } from "../editor-core/kept"
import type { Choice, Clash } from "../editor-core/rebase"
import { shownAs, sidesOf } from "../editor-core/sides"
import { said, type Words } from "../editor-core/words"
import { useChanges, useEditor } from "./context"
import { useLook } from "./useLook"

const MOST_CARDS = 3
const CHOICES: readonly { choice: Choice; name: Words; all: Words }[] = [
  { choice: "yours", name: msg`Yours`, all: msg`All yours` },
  { choice: "theirs", name: msg`Theirs`, all: msg`All theirs` },
  { choice: "both", name: msg`Keep both`, all: msg`Keep both of all` },
]

/** A clash of an edit, or an edit that was refused. */
interface Card {
  readonly letter: Letter
  readonly clash: Clash | null
}

export function ConflictCards() {
  const { desk, clip } = useEditor()
  useChanges(desk.outbox)
  const letters = desk.outbox.letters.filter(({ item, state }) => item === clip.id && state !== "waiting")
  const cards = letters.flatMap((letter): Card[] => (letter.state === "conflict" ? letter.clashes.map((clash) => ({ letter, clash })) : [{ letter, clash: null }]))
  const many = letters.find(({ clashes }) => clashes.length > 1)
  const more = cards.length - MOST_CARDS
  if (cards.length === 0) return null
  return (
    <aside className="ws-cards" aria-label={t`Changes that need you`}>
      {cards.slice(0, MOST_CARDS).map(({ letter, clash }) =>
        clash ? <Conflict key={`${letter.key} ${clash.id}`} letter={letter} clash={clash} /> : <NotSent key={letter.key} letter={letter} />,
      )}
      {more > 0 && <p className="ws-card">{plural(more, { one: "# more waits behind these", other: "# more wait behind these" })}</p>}
      {many && <AtOnce letter={many} />}
    </aside>
  )
}

/** One label in two states: look at either, keep one or both. */
function Conflict({ letter, clash }: { letter: Letter; clash: Clash }) {
  const editor = useEditor()
  const { look, looked, leave } = useLook<"yours" | "theirs">()
  const sides = sidesOf(clash, (id) => editor.classOf(id))
  const settle = (choice: Choice) => {
    leave()
    void editor.desk.outbox.settle(letter.key, choice, clash.id)
  }
  const show = (side: "yours" | "theirs") => {
    look(side, shownAs(clash, side, editor.store.view.get(clash.id)))
    editor.player.seek(Math.min(sides.frame, editor.clip.frames - 1))
  }
  return (
    <div className="ws-card" role="group" aria-label={t`Conflict`}>
      <h3><Trans>Somebody else changed this too</Trans></h3>
      <dl>
        {(["yours", "theirs"] as const).map((side) => (
          <div key={side}>
            <dt>{side === "yours" ? t`Yours` : t`Theirs`}</dt>
            <dd>
              <Side words={sides[side]} on={looked?.name === side} press={() => (looked?.name === side ? leave() : show(side))} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="ws-row">
        {CHOICES.map(({ choice, name }) => (
          <button key={choice} type="button" className="ws-button" onClick={() => settle(choice)}>
            {said(name)}
          </button>
        ))}
      </div>
    </div>
  )
}

/** What a side says, and whether the clip shows it. */
function Side({ words, on, press }: { words: string; on: boolean; press: () => void }) {
  return (
    <button type="button" className={on ? "ws-side on" : "ws-side"} aria-pressed={on} title={t`Show it on the clip`} data-keeps-focus onClick={press}>
      {words} <IconEye size={14} stroke={1.6} aria-hidden />
    </button>
  )
}

/** Where one change clashes over many labels, one choice for all of them. */
function AtOnce({ letter }: { letter: Letter }) {
  const { desk } = useEditor()
  return (
    <div className="ws-card ws-row" role="group" aria-label={t`All ${letter.clashes.length} labels of this change`}>
      {CHOICES.map(({ choice, all }) => (
        <button key={choice} type="button" className="ws-button ghost" onClick={() => void desk.outbox.settle(letter.key, choice)}>
          {said(all)}
        </button>
      ))}
    </div>
  )
}

function NotSent({ letter }: { letter: Letter }) {
  const { desk } = useEditor()
  return (
    <div className="ws-card" role="group" aria-label={t`Not sent`}>
      <h3><Trans>Not sent</Trans></h3>
      <p>{letter.problem}</p>
      <div className="ws-row">
        <button type="button" className="ws-button" onClick={() => void desk.outbox.retry(letter.key)}>
          <Trans>Retry</Trans>
        </button>
        <button type="button" className="ws-button ghost" onClick={() => void desk.outbox.discard(letter.key)}>
          <Trans>Give up this change</Trans>
        </button>
      </div>
    </div>
  )
}
