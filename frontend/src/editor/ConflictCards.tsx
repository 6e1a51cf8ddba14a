/** What two people changed in ways that cannot both hold, and what the server refused. */
import { boundsOf } from "../editor-core/timeline/window"
import type { Letter } from "../editor-core/kept"
import type { Choice, Clash } from "../editor-core/rebase"
import type { Annotation } from "../editor-core/types"
import { useChanges, useEditor } from "./context"

const CHOICES: readonly { choice: Choice; name: string }[] = [
  { choice: "yours", name: "Yours" },
  { choice: "theirs", name: "Theirs" },
  { choice: "both", name: "Keep both" },
]

export function ConflictCards() {
  const { desk, clip } = useEditor()
  useChanges(desk.outbox)
  const letters = desk.outbox.letters.filter(({ item, state }) => item === clip.id && state !== "waiting")
  if (letters.length === 0) return null
  return (
    <aside className="ws-cards" aria-label="Changes that need you">
      {letters.slice(0, 3).map((letter) => (letter.state === "conflict" ? <Conflict key={letter.key} letter={letter} /> : <NotSent key={letter.key} letter={letter} />))}
    </aside>
  )
}

function Conflict({ letter }: { letter: Letter }) {
  const { desk, classOf, player } = useEditorParts()
  return (
    <div className="ws-card" role="group" aria-label="Conflict">
      <h3>Somebody else changed this too</h3>
      {letter.clashes.map((clash) => (
        <dl key={clash.id}>
          {(["yours", "theirs"] as const).map((side) => (
            <div key={side}>
              <dt>{side === "yours" ? "Yours" : "Theirs"}</dt>
              <dd>{describe(clash[side], classOf)}</dd>
            </div>
          ))}
        </dl>
      ))}
      <div className="ws-row">
        {CHOICES.map(({ choice, name }) => (
          <button key={choice} type="button" className="ws-button" onClick={() => void desk.outbox.settle(letter.key, choice)}>
            {name}
          </button>
        ))}
        <button type="button" className="ws-link" onClick={() => player.seek(frameOf(letter.clashes))}>
          Show
        </button>
      </div>
    </div>
  )
}

function NotSent({ letter }: { letter: Letter }) {
  const { desk } = useEditorParts()
  return (
    <div className="ws-card" role="group" aria-label="Not sent">
      <h3>Not sent</h3>
      <p>{letter.problem}</p>
      <div className="ws-row">
        <button type="button" className="ws-button" onClick={() => void desk.outbox.retry()}>
          Retry
        </button>
        <button type="button" className="ws-button ghost" onClick={() => void desk.outbox.discard(letter.key)}>
          Give up this change
        </button>
      </div>
    </div>
  )
}

function useEditorParts() {
  const editor = useEditor()
  return { desk: editor.desk, player: editor.player, classOf: (id: number) => editor.classOf(id)?.name ?? "Label" }
}

function describe(record: Annotation | null, classOf: (id: number) => string): string {
  if (!record) return "Removed"
  const [start, end] = boundsOf(record.spans)
  const keyframes = Object.keys(record.keyframes).length
  const what = record.kind !== "tag" ? `, ${keyframes} keyframes` : ""
  return `${classOf(record.class_id)}, f ${start}–${end}${what}`
}

function frameOf(clashes: readonly Clash[]): number {
  const record = clashes[0]?.yours ?? clashes[0]?.theirs
  return record ? boundsOf(record.spans)[0] : 0
}
