/** The selected label: its keyframes, whether it is seen, its numbers. */
import { IconChevronLeft, IconChevronRight, IconTrash } from "@tabler/icons-react"
import { command } from "../editor-core/commands/registry"
import { boxAt, countUpTo, sorted } from "../editor-core/interpolate"
import { rangeAt } from "../editor-core/ranges"
import { existsAt, isGuess } from "../editor-core/records"
import { fitted, setBox } from "../editor-core/tracks"
import type { Annotation, Geometry } from "../editor-core/types"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { NumberField } from "./NumberField"
import { CommandButton, IconButton, Key, Swatch } from "./parts"
import { SpanFields } from "./SpanFields"

export function SelectedObject() {
  const editor = useEditor()
  useRecords()
  useView((state) => state.selected)
  const record = editor.selected
  const labelClass = record && editor.classOf(record.class_id)
  if (!record || !labelClass) return null
  return (
    <section className="ws-selected">
      <div className="ws-head">
        <Swatch slot={labelClass.color} />
        <h2 className="ws-cut">{labelClass.name}</h2>
        <span className="ws-badge">{record.kind === "box" ? "Box track" : "Tag"}</span>
        {isGuess(record) && <span className="ws-badge model">Model {record.confidence?.toFixed(2)}</span>}
        <span className="ws-grow" />
        <IconButton label="Delete, key Delete" small onClick={() => command("delete").run(editor, "Delete")}>
          <IconTrash size={14} stroke={1.6} />
        </IconButton>
      </div>
      {record.kind === "box" ? <Track record={record} /> : <SpanFields record={record} />}
      {isGuess(record) && <Verdicts />}
    </section>
  )
}

function Verdicts() {
  const editor = useEditor()
  return (
    <div className="ws-row">
      <button type="button" className="ws-button" onClick={() => command("accept").run(editor, "A")}>
        Accept <Key>A</Key>
      </button>
      <button type="button" className="ws-button" onClick={() => command("reject").run(editor, "X")}>
        Reject <Key>X</Key>
      </button>
    </div>
  )
}

function Track({ record }: { record: Annotation }) {
  const shown = usePlayer((player) => player.shown)
  const keyframes = sorted(record.keyframes)
  const at = countUpTo(keyframes, shown)
  const here = record.keyframes[shown] !== undefined
  return (
    <>
      <div className="ws-keyframe">
        <span className={here ? "ws-diamond on" : "ws-diamond"} />
        <span>{here ? "Keyframe" : "Between keyframes"}</span>
        <span className="ws-dim ws-num ws-grow">
          {at} of {keyframes.length}
        </span>
        <CommandButton id="previous-keyframe" small>
          <IconChevronLeft size={14} />
        </CommandButton>
        <CommandButton id="next-keyframe" small>
          <IconChevronRight size={14} />
        </CommandButton>
      </div>
      <dl className="ws-facts">
        <dt>In view</dt>
        <dd>
          <InView record={record} frame={shown} />
        </dd>
        {existsAt(record, shown) && (
          <>
            <dt>Box</dt>
            <dd>
              <Numbers record={record} frame={shown} />
            </dd>
          </>
        )}
      </dl>
    </>
  )
}

function InView({ record, frame }: { record: Annotation; frame: number }) {
  const editor = useEditor()
  const hidden = !existsAt(record, frame)
  const covered = !hidden && rangeAt(record.occluded, frame) !== undefined
  const choose = (hide: boolean, cover: boolean) => {
    if (hide !== hidden) command("hide").run(editor, "H")
    if (!hide && cover !== covered) command("cover").run(editor, "Shift+H")
  }
  const option = (name: string, active: boolean, hide: boolean, cover: boolean, key?: string) => (
    <button type="button" className={active ? "on" : ""} aria-pressed={active} onClick={() => choose(hide, cover)}>
      {name} {key && <Key>{key}</Key>}
    </button>
  )
  return (
    <span className="ws-segments">
      {option("Visible", !hidden && !covered, false, false)}
      {option("Covered", covered, false, true)}
      {option("Hidden", hidden, true, false, "H")}
    </span>
  )
}

function Numbers({ record, frame }: { record: Annotation; frame: number }) {
  const editor = useEditor()
  const { x, y, width, height } = boxAt(sorted(record.keyframes), frame)
  const put = (part: Partial<Geometry>) =>
    editor.change("Set box", [setBox(record, frame, fitted({ x, y, width, height, ...part }, editor.clip))])
  return (
    <span className="ws-numbers">
      <NumberField name="x" value={x} commit={(value) => put({ x: value })} />
      <NumberField name="y" value={y} commit={(value) => put({ y: value })} />
      <NumberField name="w" label="width" value={width} commit={(value) => put({ width: value })} />
      <NumberField name="h" label="height" value={height} commit={(value) => put({ height: value })} />
    </span>
  )
}
