/** The selected track: its keyframes, whether it is seen, its numbers. */
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronLeft, IconChevronRight, IconKeyframe, IconKeyframeFilled } from "@tabler/icons-react"
import { command } from "../editor-core/commands/registry"
import { countUpTo, shapeOn, sorted } from "../editor-core/interpolate"
import { rangeAt } from "../editor-core/ranges"
import { existsAt } from "../editor-core/records"
import { areaOf } from "../editor-core/shapes/polygon"
import { shapeOf } from "../editor-core/shapes/registry"
import { withSight } from "../editor-core/shapes/skeleton"
import { setShape } from "../editor-core/tracks"
import type { Annotation, Sight, SkeletonGeometry } from "../editor-core/types"
import { said, type Words } from "../editor-core/words"
import { useEditor, usePlayer } from "./context"
import { NumberField } from "./NumberField"
import { CommandButton, KeyOf } from "./parts"

const SIGHTS: readonly { sight: Sight; name: Words }[] = [
  { sight: "visible", name: msg`Visible` },
  { sight: "covered", name: msg`Covered` },
  { sight: "absent", name: msg`Absent` },
]

export function TrackFields({ record }: { record: Annotation }) {
  const shown = usePlayer((player) => player.shown)
  const there = existsAt(record, shown)
  return (
    <>
      <KeyframeRow record={record} frame={shown} />
      <dl className="ws-facts">
        <dt><Trans>In view</Trans></dt>
        <dd>
          <InView record={record} frame={shown} />
        </dd>
        {there && (
          <>
            <dt>{said(shapeOf(shapeOn(record, shown) ?? { x: 0, y: 0 }).name)}</dt>
            <dd>
              <Numbers record={record} frame={shown} />
            </dd>
            <Area record={record} frame={shown} />
          </>
        )}
      </dl>
    </>
  )
}

function Area({ record, frame }: { record: Annotation; frame: number }) {
  const geometry = shapeOn(record, frame)
  if (!geometry || !("outline" in geometry)) return null
  return (
    <>
      <dt><Trans>Area</Trans></dt>
      <dd className="ws-num">{Math.round(areaOf(geometry))} px²</dd>
    </>
  )
}

function KeyframeRow({ record, frame }: { record: Annotation; frame: number }) {
  const editor = useEditor()
  const keyframes = sorted(record.keyframes)
  const here = record.keyframes[frame]
  return (
    <div className="ws-keyframe">
      <span className={here ? "ws-diamond on" : "ws-diamond"} />
      <span>{here ? t`Keyframe` : t`Between keyframes`}</span>
      <span className="ws-dim ws-num ws-grow">
        <Trans>{countUpTo(keyframes, frame)} of {keyframes.length}</Trans>
      </span>
      {here && (
        <label className="ws-row tight ws-dim">
          <input type="checkbox" data-command="hold" checked={here.hold === true} onChange={() => command("hold").run(editor, "")} /> <Trans>Hold</Trans>
        </label>
      )}
      <CommandButton id="keyframe" small>
        {here ? <IconKeyframeFilled size={14} /> : <IconKeyframe size={14} stroke={1.6} />}
      </CommandButton>
      <CommandButton id="previous-keyframe" small>
        <IconChevronLeft size={14} />
      </CommandButton>
      <CommandButton id="next-keyframe" small>
        <IconChevronRight size={14} />
      </CommandButton>
    </div>
  )
}

/** Whether it is seen at a frame, covered or hidden; pressing one says so from there on. */
export function InView({ record, frame }: { record: Annotation; frame: number }) {
  const editor = useEditor()
  const hidden = !existsAt(record, frame)
  const covered = !hidden && rangeAt(record.occluded, frame) !== undefined
  const choose = (hide: boolean, cover: boolean) => {
    if (hide !== hidden) command("hide").run(editor, "H")
    if (!hide && cover !== covered) command("cover").run(editor, "Shift+H")
  }
  const option = (name: string, active: boolean, hide: boolean, cover: boolean, id?: "hide" | "cover") => (
    <button type="button" className={active ? "on" : ""} data-command={id} aria-pressed={active} onClick={() => choose(hide, cover)}>
      {name} {id === "hide" && <KeyOf id={id} />}
    </button>
  )
  return (
    <span className="ws-segments">
      {option(t`Visible`, !hidden && !covered, false, false)}
      {option(t`Covered`, covered, false, true, "cover")}
      {option(t`Hidden`, hidden, true, false, "hide")}
    </span>
  )
}

/** The numbers of the shape at a frame; typing one writes a keyframe there. */
export function Numbers({ record, frame }: { record: Annotation; frame: number }) {
  const editor = useEditor()
  const geometry = shapeOn(record, frame)
  if (!geometry) return null
  const shape = shapeOf(geometry)
  if ("joints" in geometry) return <Joints record={record} frame={frame} skeleton={geometry} />
  const put = (name: string, value: number) =>
    editor.change(t`Set ${said(shape.name)}`, [setShape(record, frame, shape.put(geometry, name, value, editor.clip))])
  return (
    <span className="ws-numbers">
      {shape.numbers(geometry).map(({ name, short, label, value }) => (
        <NumberField key={name} name={short} label={label} value={value} commit={(number) => put(name, number)} />
      ))}
    </span>
  )
}

/** A skeleton's joints: where each is and how it is seen. */
function Joints({ record, frame, skeleton }: { record: Annotation; frame: number; skeleton: SkeletonGeometry }) {
  const editor = useEditor()
  const shape = shapeOf(skeleton)
  const numbers = shape.numbers(skeleton)
  // In the order of the class; the server keeps none.
  const names = editor.classOf(record.class_id)?.skeleton?.joints.map(({ name }) => name) ?? Object.keys(skeleton.joints)
  const say = (label: string, next: SkeletonGeometry) => editor.change(label, [setShape(record, frame, next)])
  const field = (axis: "x" | "y", name: string) => {
    const number = numbers.find((one) => one.name === `${axis}:${name}`)
    if (!number) return null
    const commit = (value: number) =>
      editor.change(t`Move ${name}`, [setShape(record, frame, shape.put(skeleton, number.name, value, editor.clip))])
    return <NumberField name={axis} label={number.label} value={number.value} commit={commit} />
  }
  return (
    <ul className="ws-joints">
      {names.map((name) => (
        <li key={name}>
          <span className="ws-cut">{name}</span>
          {field("x", name)}
          {field("y", name)}
          <select
            aria-label={t`How ${name} is seen`}
            value={skeleton.joints[name]?.sight ?? "visible"}
            onChange={(event) => say(t`Change how ${name} is seen`, withSight(skeleton, name, event.target.value as Sight))}
          >
            {SIGHTS.map(({ sight: value, name: label }) => (
              <option key={value} value={value}>
                {said(label)}
              </option>
            ))}
          </select>
        </li>
      ))}
    </ul>
  )
}
