/** Working with the shots of a clip. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { splitByShots } from "../shots"
import { shotRanges } from "../timeline/lanes"
import type { Annotation, LabelClass } from "../types"
import type { Command } from "./command"

export const SHOTS: readonly Command[] = [
  {
    id: "split-by-shots",
    label: msg`Split into spans by shots`,
    group: "Label",
    keys: [],
    when: ({ state }) => state.shots !== null,
    run: split,
  },
]

function split(editor: Editor): void {
  const { shots } = editor.state
  const selected = editor.selected?.kind === "tag" ? editor.selected : undefined
  const labelClass = classToSplit(editor, selected)
  if (!shots || !labelClass) {
    editor.say(t`This project has no tag class yet`)
    return
  }
  const changes = splitByShots(editor.store.view, labelClass, shotRanges(shots, editor.clip), selected)
  const done = editor.change(t`Split ${labelClass.name} by shots`, changes)
  if (done) editor.say(t`${labelClass.name} is split where the picture cuts`)
  else if (changes.length === 0) editor.say(t`${labelClass.name} has no span that goes over a cut`)
}

/** The class of the selected tag, else the one used last, else the first there is. */
function classToSplit(editor: Editor, selected: Annotation | undefined): LabelClass | undefined {
  const tags = editor.classesOf("tag")
  const wanted = selected?.class_id ?? editor.state.lastClass
  return tags.find(({ id }) => id === wanted) ?? tags[0]
}
