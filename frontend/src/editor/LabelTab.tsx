/** Whole-clip tags, the classes with their digits, and the selected object. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBarToRight, IconCheck, IconEye, IconEyeOff, IconPlus, IconSearch, IconSparkles, IconX } from "@tabler/icons-react"
import { toggleClass } from "../editor-core/commands/arrange"
import { applyClass, close, toggleClip } from "../editor-core/commands/label"
import { secondsAt } from "../editor-core/frames/time"
import { isGuess, isWholeClip } from "../editor-core/records"
import { TOOLS } from "../editor-core/tools/registry"
import type { Annotation, LabelClass } from "../editor-core/types"
import { accept, reject } from "../editor-core/verdicts"
import { later } from "../ui/later"
import { decimal } from "../ui/words"
import { useEditor, useLabelsAreHere, usePlayer, useRecords, useView } from "./context"
import { IconMenu } from "./IconMenu"
import { classColor, CommandButton, IconButton, Key, KeyOf, Swatch } from "./parts"
import { named, useKeyOf } from "./shortcuts"

const CommentsPreview = later(async () => (await import("./CommentsTab")).CommentsPreview)
const SelectedObject = later(async () => (await import("./SelectedObject")).SelectedObject)

export function LabelTab() {
  return (
    <>
      <WholeClip />
      <Classes />
      <SelectedObject />
      <CommentsPreview />
    </>
  )
}

function WholeClip() {
  const editor = useEditor()
  const records = useRecords()
  const here = useLabelsAreHere(editor)
  const guesses = useView((state) => state.guesses)
  const whole = [...records.values()].filter((record) => isWholeClip(record, editor.clip) && !record.negative)
  const shown = whole.filter((record) => guesses || !isGuess(record))
  return (
    <section>
      <div className="ws-head">
        <h2><Trans>Whole clip</Trans></h2>
        <Key>Shift</Key>
        <span className="ws-dim"><Trans>+ digit</Trans></span>
        <WholeClipMenu whole={whole} />
      </div>
      <div className="ws-row wrap ws-whole">
        {shown.map((record) => (isGuess(record) ? <Guess key={record.id} record={record} /> : <Tag key={record.id} record={record} />))}
        {here && shown.length === 0 && <span className="ws-dim"><Trans>No tag yet</Trans></span>}
      </div>
    </section>
  )
}

/** Every tag class, to be put on the whole clip or taken off it. */
function WholeClipMenu({ whole }: { whole: readonly Annotation[] }) {
  const editor = useEditor()
  return (
    <IconMenu
      label={t`Tag the whole clip`}
      position="bottom-end"
      width={200}
      data-command="tag-clip"
      items={(Menu) =>
        editor.classesOf("tag").map((labelClass) => (
          <Menu.CheckboxItem
            key={labelClass.id}
            checked={whole.some((record) => record.class_id === labelClass.id && !isGuess(record))}
            rightSection={labelClass.hotkey !== null && <Key>⇧{labelClass.hotkey}</Key>}
            onChange={() => toggleClip(editor, labelClass)}
          >
            {labelClass.name}
          </Menu.CheckboxItem>
        ))
      }
    >
      <IconPlus size={14} stroke={1.6} />
    </IconMenu>
  )
}

function Tag({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  if (!labelClass) return null
  return (
    <span className="ws-pill">
      <Swatch slot={labelClass.color} />
      {labelClass.name}
      <button type="button" aria-label={t`Remove ${labelClass.name}`} onClick={() => toggleClip(editor, labelClass)}>
        <IconX size={12} />
      </button>
    </span>
  )
}

/** A model's guess about the whole clip, with the two answers to it. */
function Guess({ record }: { record: Annotation }) {
  const editor = useEditor()
  const name = editor.classOf(record.class_id)?.name ?? t`a label`
  return (
    <span className="ws-pill model">
      <IconSparkles size={12} />
      {name} {decimal(record.confidence ?? 0, 2)}
      <button type="button" aria-label={t`Accept ${name}`} onClick={() => editor.change(t`Accept ${name}`, [accept(record)])}>
        <IconCheck size={12} /> <KeyOf id="accept" />
      </button>
      <button type="button" aria-label={t`Reject ${name}`} onClick={() => editor.change(t`Reject ${name}`, [reject(record)])}>
        <IconX size={12} /> <KeyOf id="reject" />
      </button>
    </span>
  )
}

function Classes() {
  const editor = useEditor()
  const key = useKeyOf("pick")
  const records = useRecords()
  const counts = new Map<number, number>()
  for (const { class_id, negative, spans, kind } of records.values()) {
    if (!negative) counts.set(class_id, (counts.get(class_id) ?? 0) + (kind === "tag" ? spans.length : 1))
  }
  const drawn = editor.desk.classes.filter(({ kind, archived }) => kind !== "tag" && !archived)
  return (
    <section>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>Tags on the timeline</Trans></h2>
        <CommandButton id="next-untagged" small>
          <IconArrowBarToRight size={14} stroke={1.6} />
        </CommandButton>
        <IconButton label={named(t`Find a class`, key)} command="pick" small onClick={() => editor.set({ picker: true })}>
          <IconSearch size={14} stroke={1.6} />
        </IconButton>
        {key && <Key>{key}</Key>}
      </div>
      <ul className="ws-classes">
        {editor.classesOf("tag").map((labelClass) => (
          <TagClass key={labelClass.id} labelClass={labelClass} count={counts.get(labelClass.id) ?? 0} />
        ))}
      </ul>
      {drawn.length > 0 && (
        <ul className="ws-classes boxes">
          {drawn.map((labelClass) => (
            <DrawnClass key={labelClass.id} labelClass={labelClass} count={counts.get(labelClass.id) ?? 0} />
          ))}
        </ul>
      )}
    </section>
  )
}

interface ClassProps {
  readonly labelClass: LabelClass
  readonly count: number
}

function TagClass({ labelClass, count }: ClassProps) {
  const editor = useEditor()
  const began = useView((state) => state.open[labelClass.id])
  return (
    <li className={began === undefined ? "" : "live"} style={{ "--c": classColor(labelClass.color) }}>
      <button type="button" data-command="tag" onClick={() => applyClass(editor, labelClass)}>
        {labelClass.hotkey === null ? <span className="ws-kbd none" /> : <Key>{labelClass.hotkey}</Key>}
        <Swatch slot={labelClass.color} />
        <span className="ws-grow ws-cut">{labelClass.name}</span>
        {began === undefined ? <span className="ws-dim ws-num">{count || ""}</span> : <OpenFor began={began} />}
      </button>
      {began !== undefined && (
        <IconButton label={t`Do not tag ${labelClass.name}`} small onClick={() => close(editor, labelClass.id)}>
          <IconX size={12} />
        </IconButton>
      )}
    </li>
  )
}

function OpenFor({ began }: { began: number }) {
  const { clip } = useEditor()
  const shown = usePlayer((player) => player.shown)
  const seconds = Math.abs(secondsAt(shown, clip) - secondsAt(began, clip))
  return <span className="ws-live ws-num"><Trans>open {decimal(seconds, 2)} s</Trans></span>
}

function DrawnClass({ labelClass, count }: ClassProps) {
  const editor = useEditor()
  const { id, kind, color, name } = labelClass
  const active = useView((state) => state.tool === kind && editor.drawing(kind)?.id === id)
  const unseen = useView((state) => state.unseenClasses.has(id))
  const key = labelClass.hotkey ?? TOOLS.find((tool) => tool.id === kind)?.key.replace("Shift+", "⇧")
  return (
    <li className={active ? "live" : ""} style={{ "--c": classColor(color) }}>
      <button type="button" aria-pressed={active} onClick={() => applyClass(editor, labelClass)}>
        <Key>{key}</Key>
        <Swatch slot={labelClass.color} />
        <span className="ws-grow ws-cut">{name}</span>
        <span className="ws-dim ws-num">{count || ""}</span>
      </button>
      <IconButton label={unseen ? t`Draw ${name} again` : t`Do not draw ${name} for now`} small pressed={unseen} onClick={() => toggleClass(editor, id)}>
        {unseen ? <IconEyeOff size={14} stroke={1.6} /> : <IconEye size={14} stroke={1.6} />}
      </IconButton>
    </li>
  )
}
