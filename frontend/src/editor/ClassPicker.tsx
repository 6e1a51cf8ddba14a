/** The class picker: type a name or press its digit; for the selection, else for the tool. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { applyClass } from "../editor-core/commands/label"
import type { Editor } from "../editor-core/editor"
import { becomeFrom, becomeWhole } from "../editor-core/joining"
import { shapeOfKind } from "../editor-core/shapes/registry"
import type { LabelClass } from "../editor-core/types"
import { said } from "../editor-core/words"
import { ClassFinder } from "./ClassFinder"
import { useEditor, useView } from "./context"
import { Key } from "./parts"

export function ClassPicker() {
  const open = useView((state) => state.picker)
  return open ? <Picker /> : null
}

function Picker() {
  const editor = useEditor()
  return (
    <ClassFinder
      classes={fittingClasses(editor)}
      placeholder={editor.selected ? t`Change class: type or press a digit` : t`Type or press a digit`}
      noteOf={({ kind }) => (kind === "tag" ? t`Tag` : said(shapeOfKind(kind).name))}
      onPick={(labelClass, here) => pick(editor, labelClass, here)}
      onClose={() => editor.set({ picker: false })}
    >
      {editor.selected && editor.selected.kind !== "tag" && <Hint />}
    </ClassFinder>
  )
}

function Hint() {
  return (
    <p className="ws-dim">
      <Trans><Key>Shift</Key> + <Key>Enter</Key> or click: from this frame on</Trans>
    </p>
  )
}

/** Classes that something of the selection may become; without one, all. */
function fittingClasses({ desk, chosen }: Editor): LabelClass[] {
  const kinds = new Set(chosen.map(({ kind }) => kind))
  return desk.classes.filter(({ archived, kind }) => !archived && (kinds.size === 0 || kinds.has(kind)))
}

/** Take a class for the selection, `here` only from this frame on; without a selection, for what comes next. */
function pick(editor: Editor, labelClass: LabelClass, here: boolean): void {
  const { selected, chosen } = editor
  if (!selected) applyClass(editor, labelClass)
  else if (chosen.length > 1) becomeAll(editor, labelClass)
  else if (here && selected.kind !== "tag") {
    editor.change(t`Make it ${labelClass.name} from here on`, becomeFrom(editor.store.view, selected, editor.frame, labelClass))
  } else editor.change(t`Make it ${labelClass.name}`, [becomeWhole(selected, labelClass)])
}

/** All that is selected and of that kind becomes that class; says what cannot. */
function becomeAll(editor: Editor, labelClass: LabelClass): void {
  const fitting = editor.chosen.filter(({ kind }) => kind === labelClass.kind)
  const left = editor.chosen.length - fitting.length
  editor.change(t`Make ${fitting.length} labels ${labelClass.name}`, fitting.map((record) => becomeWhole(record, labelClass)))
  if (left > 0) editor.say(t`${left} of what is selected cannot be ${labelClass.name}, and stay what they are`)
}
