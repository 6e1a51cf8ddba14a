/** All that the picture and the timeline show of one label, to read and to type over. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { countUpTo, shapeOn, sorted } from "../editor-core/interpolate"
import { existsAt } from "../editor-core/records"
import { shapeOf } from "../editor-core/shapes/registry"
import { moveKeyframe, removeKeyframe, setShape } from "../editor-core/tracks"
import type { Annotation, Geometry } from "../editor-core/types"
import { useEditor, usePlayer } from "./context"
import { NumberField } from "./NumberField"
import { Place, PlaceList } from "./PlaceList"
import { SpanFields } from "./SpanFields"
import { InView, Numbers } from "./TrackFields"

/** So many keyframes at a time, those around the playhead first. */
const AT_ONCE = 50

export function ObjectDetails({ record }: { record: Annotation }) {
  const shown = usePlayer((player) => player.shown)
  if (record.kind === "tag") return <SpanFields record={record} />
  const geometry = existsAt(record, shown) ? shapeOn(record, shown) : null
  return (
    <div className="ws-details">
      <InView record={record} frame={shown} />
      {geometry ? (
        <Numbers record={record} frame={shown} />
      ) : (
        <span className="ws-dim">
          <Trans>Not in view on frame {shown}</Trans>
        </span>
      )}
      {geometry && ("outline" in geometry || "points" in geometry) && <Places record={record} frame={shown} geometry={geometry} />}
      <SpanFields record={record} />
      <Keyframes record={record} />
    </div>
  )
}

interface PlacesProps {
  readonly record: Annotation
  readonly frame: number
  readonly geometry: Geometry
}

/** The places of an outline; typing one writes a keyframe at the frame. */
function Places({ record, frame, geometry }: PlacesProps) {
  const editor = useEditor()
  const shape = shapeOf(geometry)
  const places = shape.handles(geometry, 1).filter(({ look }) => look === "vertex")
  const say = (label: string, next: Geometry | null) => next && editor.change(label, [setShape(record, frame, next)])
  return (
    <ol className="ws-places" aria-label={plural(places.length, { one: "# point", other: "# points" })}>
      {places.map(({ name, x, y }, at) => {
        const number = at + 1
        const without = shape.drop?.(geometry, name) ?? null
        const drop = without && (() => say(t`Delete point`, without))
        const move = (to: { x: number; y: number }) => say(t`Move point`, shape.pull(geometry, name, to, editor.clip))
        return (
          <Place key={name} dropLabel={t`Delete point ${number}`} drop={drop}>
            <span className="ws-dim ws-num">{number}</span>
            <NumberField name="x" label={t`x of point ${number}`} value={x} commit={(value) => move({ x: value, y })} />
            <NumberField name="y" label={t`y of point ${number}`} value={y} commit={(value) => move({ x, y: value })} />
          </Place>
        )
      })}
    </ol>
  )
}

/** The frames whose shape was set: each can be gone to, moved in time and taken away. */
function Keyframes({ record }: { record: Annotation }) {
  const editor = useEditor()
  const all = sorted(record.keyframes)
  const at = usePlayer((player) => Math.max(countUpTo(all, player.shown) - 1, 0))
  const put = (from: number, to: number) => {
    const frame = Math.min(Math.max(Math.round(to), 0), editor.clip.frames - 1)
    if (frame !== from) editor.change(t`Move keyframe`, [moveKeyframe(record, from, frame)])
  }
  return (
    <PlaceList label={plural(all.length, { one: "# keyframe", other: "# keyframes" })} of={record.id} all={all} size={AT_ONCE} at={at}>
      {({ frame }) => (
        <Place
          key={frame}
          dropLabel={t`Delete the keyframe at ${frame}`}
          drop={all.length < 2 ? null : () => editor.change(t`Delete keyframe`, [removeKeyframe(record, frame)])}
        >
          <button type="button" className="ws-link ws-grow" data-keeps-focus onClick={() => editor.player.seek(frame)}>
            <Trans>Keyframe at {frame}</Trans>
          </button>
          <NumberField name="f" label={t`Frame of the keyframe at ${frame}`} value={frame} commit={(to) => put(frame, to)} />
        </Place>
      )}
    </PlaceList>
  )
}
