/** Who changed what on this clip, newest first, and the way back to any point. */
import { useState } from "react"
import type { Editor } from "../editor-core/editor"
import { changesTo, leftAt, type Past, rewound, wordsOf } from "../editor-core/past"
import type { Change } from "../editor-core/types"
import { useAround } from "./around"
import { useChanges, useEditor, useView } from "./context"

export function HistoryPanel() {
  const editor = useEditor()
  const { past } = useAround()
  useChanges(editor.store)
  const [chosen, setChosen] = useState<{ readonly revision: number; readonly changes: readonly Change[] } | null>(null)
  // Whatever else is shown meanwhile takes the place of what was to be restored.
  const shown = useView((state) => chosen !== null && state.preview === chosen.changes)
  const look = (edit: Past) => {
    const changes = wayBack(editor, past.edits, edit.revision)
    if (typeof changes === "string") editor.say(changes)
    else {
      editor.set({ preview: changes })
      setChosen({ revision: edit.revision, changes })
    }
  }
  const leave = () => {
    editor.set({ preview: [] })
    setChosen(null)
  }
  return (
    <section className="ws-history" aria-label="History">
      <div className="ws-head">
        <h2 className="ws-grow">History</h2>
      </div>
      {past.edits.length === 0 && <p className="ws-dim">{past.loading ? "Loading" : "Nothing was changed yet"}</p>}
      <ol>
        {past.edits.map((edit, at) => (
          <li key={edit.revision} className={shown && chosen?.revision === edit.revision ? "on" : ""}>
            <Line editor={editor} edit={edit} />
            {shown && chosen?.revision === edit.revision ? (
              <Ask changes={chosen.changes} leave={leave} restore={() => restore(editor, edit, past.edits, leave)} />
            ) : (
              at > 0 && (
                <button type="button" className="ws-link" data-keeps-focus onClick={() => look(edit)}>
                  See how it was after this
                </button>
              )
            )}
          </li>
        ))}
      </ol>
      {past.more && (
        <button type="button" className="ws-button" data-keeps-focus onClick={past.more}>
          Older changes
        </button>
      )}
    </section>
  )
}

function Line({ editor, edit }: { editor: Editor; edit: Past }) {
  const nameOf = (id: number) => editor.classOf(id)?.name ?? "a deleted class"
  const classOf = (id: string) => {
    const classId = editor.store.view.get(id)?.class_id
    return classId === undefined ? "a label" : nameOf(classId)
  }
  return (
    <>
      <div className="ws-row tight">
        <b className="ws-grow">{edit.author ?? "A model or an import"}</b>
        <time className="ws-dim ws-num" dateTime={edit.at} title={new Date(edit.at).toLocaleString()}>
          {momentOf(edit.at)}
        </time>
      </div>
      {wordsOf(edit.changes, classOf, nameOf).map((words) => (
        <div key={words}>{words}</div>
      ))}
    </>
  )
}

interface AskProps {
  readonly changes: readonly Change[]
  readonly leave: () => void
  readonly restore: () => void
}

/** What going back would do, shown on the picture and the timeline meanwhile. */
function Ask({ changes, leave, restore: go }: AskProps) {
  const count = (kind: "added" | "updated" | "removed") => changes.filter((change) => kind in change).length
  const said = [
    [count("added"), "come back"],
    [count("updated"), "change"],
    [count("removed"), "go"],
  ] as const
  const words = said.flatMap(([number, verb]) => (number > 0 ? [`${number} ${verb}`] : []))
  return (
    <div className="ws-ask" role="group" aria-label="Restore">
      <p>{changes.length === 0 ? "Nothing would change" : `Shown as it was then. Labels: ${words.join(", ") || "none"}`}</p>
      <div className="ws-row tight">
        <button type="button" className="ws-button" disabled={changes.length === 0} onClick={go}>
          Restore
        </button>
        <button type="button" className="ws-button ghost" onClick={leave}>
          Leave it
        </button>
      </div>
    </div>
  )
}

/** The changes that lead back to a revision, or why they are not known now. */
function wayBack({ store, desk, clip }: Editor, edits: readonly Past[], revision: number): readonly Change[] | string {
  if (desk.outbox.pending(clip.id).length > 0 || edits[0]?.revision !== store.revision) {
    return "Some changes are still on their way. Try again once all is saved"
  }
  const since = edits.filter((edit) => edit.revision > revision)
  const now = { records: store.view, skips: store.skips }
  return changesTo(now, rewound(now, since))
}

/** One new edit, which can be undone; the log itself stays as it is. */
function restore(editor: Editor, edit: Past, edits: readonly Past[], leave: () => void): void {
  const changes = wayBack(editor, edits, edit.revision)
  leave()
  if (typeof changes === "string") {
    editor.say(changes)
    return
  }
  editor.store.recall(leftAt(edits))
  if (editor.change(`Restore of ${momentOf(edit.at)}`, changes)) editor.say("Restored. Undo takes it back")
}

function momentOf(at: string): string {
  const date = new Date(at)
  const today = date.toDateString() === new Date().toDateString()
  return today ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : date.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })
}
