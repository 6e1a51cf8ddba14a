/** What a sighted person sees at a glance, in words for those who listen. */
import { plural, t } from "@lingui/core/macro"
import type { Editor } from "./editor"
import { countUpTo, sorted } from "./interpolate"
import { isGuess } from "./records"
import { shapeOfKind } from "./shapes/registry"
import { titleOf } from "./timeline/rows"
import type { Annotation } from "./types"
import { said } from "./words"

/** What is selected, as the timeline calls it, and where the playhead rests. */
export function spoken(editor: Editor, frame: number): string {
  const others = editor.state.others.size
  const record = editor.selected
  const selection = record && others === 0 ? saidOf(editor, record, frame) : []
  const many = others > 0 ? [plural(others + 1, { one: "# label selected", other: "# labels selected" })] : []
  return [...many, ...selection, t`frame ${frame}`].join(", ")
}

function saidOf(editor: Editor, record: Annotation, frame: number): string[] {
  const labelClass = editor.classOf(record.class_id)
  const keyframes = sorted(record.keyframes)
  const at = countUpTo(keyframes, frame)
  return [
    ...(labelClass ? [titleOf(editor.records, record, labelClass, editor.state.guesses)] : []),
    record.kind === "tag" ? t`Tag` : said(shapeOfKind(record.kind).name),
    ...(isGuess(record) ? [t`suggested`] : []),
    ...(keyframes.length > 0 ? [t`keyframe ${at} of ${keyframes.length}`] : []),
  ]
}
