/** What can be done with the selected object: when it is seen, its keyframes, splitting and joining. */
import { msg, t } from "@lingui/core/macro"
import { copiedOn } from "../copies"
import type { Editor } from "../editor"
import { joinNext } from "../joining"
import { mergeNext } from "../tags"
import { splitAt, toggleCovered, toggleHidden, toggleHold, toggleKeyframe } from "../tracks"
import type { Annotation, Change } from "../types"
import { said, type Words } from "../words"
import type { Command } from "./command"

const anything = () => true

/** Whether a record has a shape. */
export const isTrack = ({ kind }: Annotation) => kind !== "tag"

/** Whether a track is selected. */
export const hasTrack = (editor: Editor) => editor.chosen.some(isTrack)

export const SHAPE: readonly Command[] = [
  on("hide", msg`Hidden from here on, or visible again`, ["H"], isTrack, (record, editor) => [
    toggleHidden(record, editor.frame, editor.clip),
  ]),
  on("cover", msg`Covered from here on, or clear`, ["Shift+H"], isTrack, (record, editor) => [
    toggleCovered(record, editor.frame, editor.clip),
  ]),
  on("keyframe", msg`Add or remove a keyframe here`, ["Shift+K"], isTrack, (record, editor) => [
    toggleKeyframe(record, editor.frame),
  ]),
  on("hold", msg`Hold this keyframe until the next, or move towards it`, [], isTrack, (record, editor) => [
    toggleHold(record, editor.frame),
  ]),
  on("copy-on", msg`Copy the shape to the next keyframe`, ["Shift+D"], isTrack, (record, editor) => [
    copiedOn(record, editor.frame),
  ]),
  on("split", msg`Split at the playhead`, ["Shift+S"], anything, (record, editor) => splitAt(record, editor.frame)),
  on("merge", msg`Merge with the next of the same class`, ["Shift+M"], anything, (record, { store, state }) => {
    // One after the other: what is merged with one cannot be merged with another.
    if (record.id !== state.selected) return null
    return record.kind === "tag" ? mergeNext(store.view, record) : joinNext(store.view, record)
  }),
]

/** A command that changes each selected record that fits, all in one step. */
export function on(
  id: string,
  label: Words,
  keys: readonly string[],
  fits: (record: Annotation) => boolean,
  changes: (record: Annotation, editor: Editor) => readonly (Change | null)[] | null,
): Command {
  return {
    id,
    label,
    group: "Draw",
    keys,
    when: (editor) => editor.chosen.some(fits),
    run(editor) {
      if (!editor.allowed()) return
      const all = editor.chosen.filter(fits).flatMap((record) => changes(record, editor) ?? [])
      if (!editor.change(said(label), all)) editor.say(t`There is nothing to change here`)
    },
  }
}
