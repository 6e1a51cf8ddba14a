/** The right column: what can be said about the clip, and what was. */
import { msg, t } from "@lingui/core/macro"
import type { KeyboardEvent, ReactNode } from "react"
import type { Editor } from "../editor-core/editor"
import type { Tab } from "../editor-core/viewState"
import { said, type Words } from "../editor-core/words"
import { later } from "../ui/later"
import { useAround } from "./around"
import { useEditor, useLabelsAreHere, useRecords, useView } from "./context"
import { LabelTab } from "./LabelTab"

const ObjectsTab = later(async () => (await import("./ObjectsTab")).ObjectsTab)
const CommentsTab = later(async () => (await import("./CommentsTab")).CommentsTab)
const ClipTab = later(async () => (await import("./ClipTab")).ClipTab)

/** What can be said before the labels are here is `early`. */
const TABS: readonly { id: Tab; name: Words; panel: ReactNode; early: boolean }[] = [
  { id: "label", name: msg`Label`, panel: <LabelTab />, early: true },
  { id: "objects", name: msg`Objects`, panel: <ObjectsTab />, early: false },
  { id: "comments", name: msg`Comments`, panel: <CommentsTab />, early: true },
  { id: "clip", name: msg`Clip`, panel: <ClipTab />, early: false },
]

export function Inspector({ resizeHandle }: { resizeHandle: ReactNode }) {
  const editor = useEditor()
  const active = useView((state) => state.tab)
  const records = useRecords()
  const here = useLabelsAreHere(editor)
  const { remarks, suggestions } = useAround()
  const objects = [...records.values()].filter(({ negative }) => !negative).length
  const counts: Partial<Record<Tab, number>> = {
    objects,
    comments: remarks.filter(({ resolved }) => !resolved).length,
    clip: suggestions.edits.filter(({ verdict }) => verdict === null).length,
  }
  return (
    <aside className="ws-inspector" aria-label={t`Inspector`} onFocus={() => editor.set({ region: "objects" })}>
      {resizeHandle}
      <div className="ws-tabs" role="tablist">
        {TABS.map(({ id, name }) => (
          <button
            key={id}
            id={`ws-tab-${id}`}
            type="button"
            role="tab"
            aria-selected={active === id}
            aria-controls="ws-panel"
            tabIndex={active === id ? 0 : -1}
            onClick={() => editor.set({ tab: id })}
            onKeyDown={(event) => stepTabs(editor, event)}
          >
            {said(name)} {counts[id] ? <span className="ws-num">{counts[id]}</span> : null}
          </button>
        ))}
      </div>
      <div id="ws-panel" className="ws-panel" role="tabpanel" aria-labelledby={`ws-tab-${active}`} aria-busy={!here}>
        {TABS.find(({ id, early }) => id === active && (early || here))?.panel}
      </div>
    </aside>
  )
}

/** Arrow keys walk through the tabs. */
function stepTabs(editor: Editor, event: KeyboardEvent): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (by === undefined) return
  event.preventDefault()
  const at = TABS.findIndex(({ id }) => id === editor.state.tab) + by
  const next = TABS[(at + TABS.length) % TABS.length]
  if (!next) return
  editor.set({ tab: next.id })
  document.getElementById(`ws-tab-${next.id}`)?.focus()
}
