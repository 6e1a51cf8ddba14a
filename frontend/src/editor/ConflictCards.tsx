/** What two people changed in ways that cannot both hold, and what the server refused. */
import { msg, plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { boundsOf } from "../editor-core/timeline/window"
import type { Letter } from "../editor-core/kept"
import type { Choice, Clash } from "../editor-core/rebase"
import type { Annotation } from "../editor-core/types"
import { said, type Words } from "../editor-core/words"
import { useChanges, useEditor } from "./context"

const CHOICES: readonly { choice: Choice; name: Words }[] = [
  { choice: "yours", name: msg`Yours` },
  { choice: "theirs", name: msg`Theirs` },
  { choice: "both", name: msg`Keep both` },
]

export function ConflictCards() {
  const { desk, clip } = useEditor()
  useChanges(desk.outbox)
  const letters = desk.outbox.letters.filter(({ item, state }) => item === clip.id && state !== "waiting")
  if (letters.length === 0) return null
  return (
    <aside className="ws-cards" aria-label={t`Changes that need you`}>
      {letters.slice(0, 3).map((letter) => (letter.state === "conflict" ? <Conflict key={letter.key} letter={letter} /> : <NotSent key={letter.key} letter={letter} />))}
    </aside>
  )
}

function Conflict({ letter }: { letter: Letter }) {
  const { desk, classOf, player } = useEditorParts()
  return (
    <div className="ws-card" role="group" aria-label={t`Conflict`}>
      <h3><Trans>Somebody else changed this too</Trans></h3>
      {letter.clashes.map((clash) => (
        <dl key={clash.id}>
          {(["yours", "theirs"] as const).map((side) => (
            <div key={side}>
              <dt>{side === "yours" ? t`Yours` : t`Theirs`}</dt>
              <dd>{describe(clash[side], classOf)}</dd>
            </div>
          ))}
        </dl>
      ))}
      <div className="ws-row">
        {CHOICES.map(({ choice, name }) => (
          <button key={choice} type="button" className="ws-button" onClick={() => void desk.outbox.settle(letter.key, choice)}>
            {said(name)}
          </button>
        ))}
        <button type="button" className="ws-link" onClick={() => player.seek(frameOf(letter.clashes))}>
          <Trans>Show</Trans>
        </button>
      </div>
    </div>
  )
}

function NotSent({ letter }: { letter: Letter }) {
  const { desk } = useEditorParts()
  return (
    <div className="ws-card" role="group" aria-label={t`Not sent`}>
      <h3><Trans>Not sent</Trans></h3>
      <p>{letter.problem}</p>
      <div className="ws-row">
        <button type="button" className="ws-button" onClick={() => void desk.outbox.retry()}>
          <Trans>Retry</Trans>
        </button>
        <button type="button" className="ws-button ghost" onClick={() => void desk.outbox.discard(letter.key)}>
          <Trans>Give up this change</Trans>
        </button>
      </div>
    </div>
  )
}

function useEditorParts() {
  const editor = useEditor()
  return { desk: editor.desk, player: editor.player, classOf: (id: number) => editor.classOf(id)?.name ?? t`Label` }
}

function describe(record: Annotation | null, classOf: (id: number) => string): string {
  if (!record) return t`Removed`
  const [start, end] = boundsOf(record.spans)
  const keyframes = Object.keys(record.keyframes).length
  const what = record.kind !== "tag" ? `, ${plural(keyframes, { one: "# keyframe", other: "# keyframes" })}` : ""
  return `${classOf(record.class_id)}, f ${start}–${end}${what}`
}

function frameOf(clashes: readonly Clash[]): number {
  const record = clashes[0]?.yours ?? clashes[0]?.theirs
  return record ? boundsOf(record.spans)[0] : 0
}
