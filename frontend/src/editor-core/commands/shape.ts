/** What can be done with the selected object: when it is seen, its keyframes, splitting and joining. */
import { copiedOn } from "../copies"
import type { Editor } from "../editor"
import { joinNext } from "../joining"
import { mergeNext } from "../tags"
import { splitAt, toggleCovered, toggleHidden, toggleHold, toggleKeyframe } from "../tracks"
import type { Annotation, Change } from "../types"
import type { Command } from "./command"

const hasSelection = (editor: Editor) => editor.selected !== undefined

/** Whether a track is selected. */
export const hasTrack = (editor: Editor) => editor.selected !== undefined && editor.selected.kind !== "tag"

export const SHAPE: readonly Command[] = [
  on("hide", "Hidden from here on, or visible again", ["H"], hasTrack, (record, editor) => [
    toggleHidden(record, editor.frame, editor.clip),
  ]),
  on("cover", "Covered from here on, or clear", ["Shift+H"], hasTrack, (record, editor) => [
    toggleCovered(record, editor.frame, editor.clip),
  ]),
  on("keyframe", "Add or remove a keyframe here", ["Shift+K"], hasTrack, (record, editor) => [
    toggleKeyframe(record, editor.frame),
  ]),
  on("hold", "Hold this keyframe until the next, or move towards it", [], hasTrack, (record, editor) => [
    toggleHold(record, editor.frame),
  ]),
  on("copy-on", "Copy the shape to the next keyframe", ["Shift+D"], hasTrack, (record, editor) => [
    copiedOn(record, editor.frame),
  ]),
  on("split", "Split at the playhead", ["Shift+S"], hasSelection, (record, editor) => splitAt(record, editor.frame)),
  on("merge", "Merge with the next of the same class", ["Shift+M"], hasSelection, (record, { store }) =>
    record.kind === "tag" ? mergeNext(store.view, record) : joinNext(store.view, record),
  ),
]

/** A command that changes the selected record. */
export function on(
  id: string,
  label: string,
  keys: readonly string[],
  when: (editor: Editor) => boolean,
  changes: (record: Annotation, editor: Editor) => readonly (Change | null)[] | null,
): Command {
  return {
    id,
    label,
    group: "Draw",
    keys,
    when,
    run(editor) {
      const record = editor.selected
      if (record && editor.allowed() && !editor.change(label, changes(record, editor) ?? [])) editor.say("There is nothing to change here")
    },
  }
}
