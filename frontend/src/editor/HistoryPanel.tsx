/** Who changed what on this clip, newest first, and the way back to any point. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import type { Editor } from "../editor-core/editor"
import { changesTo, type Past, rewound, wordsOf } from "../editor-core/past"
import type { Change } from "../editor-core/types"
import { useAround } from "./around"
import { useChanges, useEditor, useView } from "./context"
import { momentOf } from "./moment"

export function HistoryPanel() {
  const { past } = useAround()
  const { looking, look, leave } = useLooking(past.edits)
  return (
    <section className="ws-history" aria-label={t`History`}>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>History</Trans></h2>
      </div>
      {past.edits.length === 0 && <p className="ws-dim">{past.loading ? t`Loading` : t`Nothing was changed yet`}</p>}
      <ol>
        {past.edits.map((edit, at) => {
          const here = looking?.revision === edit.revision ? looking : null
          return (
            <li key={edit.revision} className={here ? "on" : ""}>
              <Line edit={edit} />
              {here && <Ask edit={edit} edits={past.edits} changes={here.changes} leave={leave} />}
              {!here && at > 0 && (
                <button type="button" className="ws-link" data-keeps-focus onClick={() => look(edit)}>
                  <Trans>See how it was after this</Trans>
                </button>
              )}
            </li>
          )
        })}
      </ol>
      {past.more && (
        <button type="button" className="ws-button" data-keeps-focus onClick={past.more}>
          <Trans>Older changes</Trans>
        </button>
      )}
    </section>
  )
}

interface Looking {
  readonly revision: number
  readonly changes: readonly Change[]
}

/** The point of the past that the picture and the timeline show now. */
function useLooking(edits: readonly Past[]) {
  const editor = useEditor()
  useChanges(editor.store)
  const [chosen, setChosen] = useState<Looking | null>(null)
  // Whatever else is shown meanwhile takes the place of what was to be restored.
  const shown = useView((state) => chosen !== null && state.preview === chosen.changes)
  const look = (edit: Past) => {
    const changes = wayBack(editor, edits, edit.revision)
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
  return { looking: shown ? chosen : null, look, leave }
}

function Line({ edit }: { edit: Past }) {
  const editor = useEditor()
  const nameOf = (id: number) => editor.classOf(id)?.name ?? t`a deleted class`
  const classOf = (id: string) => {
    const classId = editor.store.view.get(id)?.class_id
    return classId === undefined ? t`a label` : nameOf(classId)
  }
  return (
    <>
      <div className="ws-row tight">
        <b className="ws-grow">{edit.author ?? t`A model or an import`}</b>
        <time className="ws-dim ws-num" dateTime={edit.at} title={i18n.date(edit.at, { dateStyle: "medium", timeStyle: "medium" })}>
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
  readonly edit: Past
  readonly edits: readonly Past[]
  readonly changes: readonly Change[]
  readonly leave: () => void
}

/** What going back would do, shown on the picture and the timeline meanwhile. */
function Ask({ edit, edits, changes, leave }: AskProps) {
  const editor = useEditor()
  const count = (kind: "added" | "updated" | "removed") => changes.filter((change) => kind in change).length
  const said = [
    [count("added"), (number: number) => plural(number, { one: "# comes back", other: "# come back" })],
    [count("updated"), (number: number) => plural(number, { one: "# changes", other: "# change" })],
    [count("removed"), (number: number) => plural(number, { one: "# goes", other: "# go" })],
  ] as const
  const words = said.flatMap(([number, verb]) => (number > 0 ? [verb(number)] : []))
  return (
    <div className="ws-ask" role="group" aria-label={t`Restore`}>
      <p>{changes.length === 0 ? t`Nothing would change` : t`Shown as it was then. Labels: ${words.join(", ")}`}</p>
      <div className="ws-row tight">
        <button type="button" className="ws-button" disabled={changes.length === 0} onClick={() => restore(editor, edit, edits, leave)}>
          <Trans>Restore</Trans>
        </button>
        <button type="button" className="ws-button ghost" onClick={leave}>
          <Trans>Leave it</Trans>
        </button>
      </div>
    </div>
  )
}

/** The changes that lead back to a revision, or why they are not known now. */
function wayBack({ store, desk, clip }: Editor, edits: readonly Past[], revision: number): readonly Change[] | string {
  if (desk.outbox.pending(clip.id).length > 0 || edits[0]?.revision !== store.revision) {
    return t`Some changes are still on their way. Try again once all is saved`
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
  if (editor.change(t`Restore of ${momentOf(edit.at)}`, changes)) editor.say(t`Restored. Undo takes it back`)
}
