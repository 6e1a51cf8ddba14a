/** The last clips, each of which can be gone back to, the present one, and those that follow. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBackUp } from "@tabler/icons-react"
import { useSyncExternalStore } from "react"
import { Swatch } from "../../editor/parts"
import { AHEAD, type Deck, SHOWN_BEFORE } from "../../editor-core/quick/deck"
import type { Decision } from "../../editor-core/quick/supply"
import { Order } from "./Order"

export function Strip({ projectId, deck }: { projectId: number; deck: Deck }) {
  const { current, done, ahead } = deck
  const refusals = useRefusals(deck)
  return (
    <ul className="qt-strip" aria-label={t`Recent and next clips`}>
      {done.slice(-SHOWN_BEFORE).map((decision) => (
        <li key={decision.id}>
          <Past deck={deck} decision={decision} refusal={refusals.get(decision.id) ?? ""} />
        </li>
      ))}
      {current && (
        <li className="now" aria-current="true">
          <Picture poster={current.poster} />
          <span className="qt-caption">
            <Trans>Now</Trans>
          </span>
        </li>
      )}
      {ahead.slice(0, AHEAD).map(({ editor, poster, name }) => (
        <li key={editor.clip.id} className="next" title={name}>
          <Picture poster={poster} />
        </li>
      ))}
      <Order projectId={projectId} />
    </ul>
  )
}

/** Why the server refused decisions, by their ids: these clips are undecided. */
function useRefusals(deck: Deck): ReadonlyMap<string, string> {
  const outbox = deck.clips[0]?.editor.desk.outbox
  useSyncExternalStore(outbox?.subscribe ?? never, () => outbox?.changes ?? 0)
  return new Map(outbox?.letters.flatMap(({ edit, state, problem }) => (state === "refused" ? [[edit.edit_id, problem]] : [])))
}

function never(): () => void {
  return () => undefined
}

/** What a decision was, in words. */
function saidOf({ verdict }: Decision, names: string): string {
  if (verdict === "skipped") return t`Skipped`
  if (verdict === "rejected") return t`Not ${names}`
  if (verdict === "unsure") return names ? t`Not sure: ${names}` : t`Not sure`
  return names || t`Sent as it was`
}

function Past({ deck, decision, refusal }: { deck: Deck; decision: Decision; refusal: string }) {
  const classes = decision.classes.flatMap((id) => deck.classOf(id) ?? [])
  const names = classes.map(({ name }) => name).join(", ")
  const [first] = classes
  const said = refusal ? `${t`Not sent`}: ${refusal}` : saidOf(decision, names)
  const { name } = decision
  return (
    <button type="button" className={refusal ? "qt-past open" : "qt-past"} title={refusal ? said : t`Go back to ${name}`} aria-label={t`Take back: ${said}, ${name}`} onClick={() => void deck.back(decision)}>
      <Picture poster={decision.poster} />
      <span className="qt-back" aria-hidden="true">
        <IconArrowBackUp size={18} stroke={1.6} />
      </span>
      <span className="qt-caption">
        {first && decision.verdict === "sent" && !refusal && <Swatch slot={first.color} />}
        <span className="qt-cut">{said}</span>
      </span>
    </button>
  )
}

function Picture({ poster }: { poster: string }) {
  return poster ? <img src={poster} alt="" decoding="async" /> : <span className="qt-blank" />
}
