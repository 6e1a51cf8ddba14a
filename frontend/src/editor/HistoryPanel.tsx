/** Who changed what on this clip, newest first, and the way back to any point. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Editor } from "../editor-core/editor"
import { changesTo, type Past, rewound, wordsOf } from "../editor-core/past"
import type { Change } from "../editor-core/types"
import { useAround } from "./around"
import { useChanges, useEditor } from "./context"
import { momentOf } from "./moment"
import { useLook } from "./useLook"

export function HistoryPanel() {
  const editor = useEditor()
  const { past } = useAround()
  useChanges(editor.store)
  // By the revision that is shown.
  const { looked, look, leave } = useLook<number>()
  const show = ({ revision }: Past) => {
    const changes = wayBack(editor, past.edits, revision)
    if (typeof changes === "string") editor.say(changes)
    else look(revision, changes)
  }
  return (
    <section className="ws-history" aria-label={t`History`}>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>History</Trans></h2>
      </div>
      {past.edits.length === 0 && <p className="ws-dim">{past.loading ? t`Loading` : t`Nothing was changed yet`}</p>}
      <ol>
        {past.edits.map((edit, at) => {
          const here = looked?.name === edit.revision ? looked : null
          return (
            <li key={edit.revision} className={here ? "on" : ""}>
              <Line edit={edit} />
              {here && <Ask edit={edit} edits={past.edits} changes={here.changes} leave={leave} />}
              {!here && at > 0 && (
                <button type="button" className="ws-link" data-keeps-focus onClick={() => show(edit)}>
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
