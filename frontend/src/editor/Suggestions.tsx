/** Work on this clip that came too late, in the inspector. */
import { apply, subject } from "../editor-core/edits"
import type { Editor } from "../editor-core/editor"
import { firstFrame } from "../editor-core/sides"
import type { Change } from "../editor-core/types"
import { useAround } from "./around"
import { useChanges, useEditor, useView } from "./context"
import { type Look, SuggestionList } from "./SuggestionList"

const LOOK: Look = {
  head: { className: "ws-head" },
  title: { className: "ws-grow" },
  button: { className: "ws-button" },
  ghost: { className: "ws-button ghost" },
  link: { className: "ws-link" },
  dim: { className: "ws-dim" },
  field: { className: "ws-field" },
}

export function Suggestions() {
  const editor = useEditor()
  const { suggestions } = useAround()
  useChanges(editor.store)
  const shown = useView((state) => state.preview)
  const { store, desk } = editor
  return (
    <SuggestionList
      look={LOOK}
      edits={suggestions.edits}
      classes={desk.classes}
      now={{ records: store.view, skips: store.skips }}
      shown={shown}
      show={(changes) => look(editor, changes)}
      decide={suggestions.decide}
    />
  )
}

/** Show changes on top of the labels, from the first frame on which they differ. */
function look(editor: Editor, preview: readonly Change[]): void {
  const is = editor.store.view
  const then = apply(is, preview)
  editor.set({ preview })
  const frames = preview.flatMap((change) => ("skip" in change ? [] : firstFrame(is.get(subject(change)) ?? null, then.get(subject(change)) ?? null)))
  if (frames.length > 0) editor.player.seek(Math.min(...frames))
}
