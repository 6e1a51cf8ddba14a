/** What else one can do with the clip, each with its key; each can be clicked too. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { ReactNode } from "react"
import { useChanges } from "../../editor/context"
import { Key } from "../../editor/parts"
import { QUICK, type QuickPage } from "../../editor-core/quick/commands"
import type { QuickClip } from "../../editor-core/quick/supply"
import { ActionsMenu } from "../../ui/opening/ActionsMenu"
import { decimal } from "../../ui/words"
import { KeyOf } from "./KeyOf"
import { actionsOf } from "./useQuickKeys"

/** What has a button for any clip, or does what another does; the button of a class is pressed with Shift to stay. */
const SHOWN = ["tag", "tag-clip", "unsure", "pick", "play", "one-back", "one-forward", "next-clip", "mute", "undo", "quick"]

export function Hints({ page }: { page: QuickPage }) {
  const { current } = page.deck
  return <section className="qt-hints" aria-label={t`Actions`}>{current && <Shown page={page} clip={current} />}</section>
}

function Shown({ page, clip }: { page: QuickPage; clip: QuickClip }) {
  useChanges(clip.editor.store)
  const { deck } = page
  const { guess } = deck
  const named = (ids: readonly number[]) => ids.map((id) => deck.classOf(id)?.name ?? "").join(", ")
  const name = guess && named([guess.classId])
  return (
    <>
      {guess && (
        <Hint page={page} id="accept">
          {t`Accept ${name ?? ""}`} {decimal(guess.confidence, 2)}
        </Hint>
      )}
      {guess && (
        <Hint page={page} id="reject">
          {t`Not ${name ?? ""}`}
        </Hint>
      )}
      {deck.last.length > 0 && (
        <Hint page={page} id="repeat">
          <Trans>Same as last:</Trans> <span className="qt-cut">{named(deck.last)}</span>
        </Hint>
      )}
      <Others page={page} />
    </>
  )
}

/** What can be done with any clip. */
function Others({ page }: { page: QuickPage }) {
  const { deck } = page
  return (
    <>
      <span className="qt-hint">
        <Key>Shift</Key> {deck.single ? t`+ digit tags and stays` : t`+ digit adds a second tag`}
      </span>
      {!deck.single && (
        <Hint page={page} id="submit">
          {deck.chosen.length > 0 ? t`Send` : t`None of these`}
        </Hint>
      )}
      <Hint page={page} id="unsure">
        <Trans>Not sure</Trans>
      </Hint>
      <Hint page={page} id="pick">
        <Trans>Other class</Trans>
      </Hint>
      <Hint page={page} id="play">
        <Trans>Pause</Trans>
      </Hint>
      <Hint page={page} id="next-clip">
        <Trans>Skip</Trans>
      </Hint>
      <ActionsMenu label={t`More ways to decide and to play`} className="ws-icon small" offers={actionsOf(page).filter(({ id }) => !SHOWN.includes(id))} />
    </>
  )
}

interface HintProps {
  readonly page: QuickPage
  readonly id: string
  readonly children: ReactNode
}

function Hint({ page, id, children }: HintProps) {
  const perform = () => QUICK.find((action) => action.id === id)?.run(page, "")
  return (
    <button type="button" className="qt-hint" data-command={id} onClick={perform}>
      <KeyOf id={id} />
      <span>{children}</span>
    </button>
  )
}
