/** Small makers for the tests of the editor core. */
import { Clipboard } from "./copies"
import { Editor } from "./editor"
import { History } from "./history"
import { type Answer, Outbox } from "./outbox"
import { newRecord } from "./records"
import type { Annotation, BoxGeometry, ClipFacts, Edit, Geometry, LabelClass, ShapeKind, Template } from "./types"

export const CLIP: ClipFacts = {
  id: 7,
  frames: 100,
  rate: 25,
  width: 640,
  height: 360,
  seconds: Array.from({ length: 100 }, (_, frame) => frame / 25),
}

const STICK: Template = { joints: [{ name: "head", x: 0.5, y: 0 }, { name: "hip", x: 0.5, y: 1 }], edges: [["head", "hip"]] }
const PLAIN = { properties: [], skeleton: null } as const

export const ATTACK: LabelClass = { id: 1, name: "Attack", kind: "tag", color: 5, hotkey: 8, archived: false, ...PLAIN }
export const REPLAY: LabelClass = { id: 2, name: "Replay", kind: "tag", color: 10, hotkey: 9, archived: false, ...PLAIN }
export const PLAYER: LabelClass = { id: 3, name: "Player", kind: "box", color: 1, hotkey: null, archived: false, ...PLAIN }

/** A record with what a test cares about. */
export function record(id: string, what: Partial<Annotation> = {}): Annotation {
  return { ...newRecord(what.kind === "box" ? PLAYER : ATTACK, [[10, 20]]), id, version: 1, ...what }
}

/** A track with these keyframes. */
export function track(id: string, keyframes: Annotation["keyframes"], what: Partial<Annotation> = {}): Annotation {
  return record(id, { kind: "box", class_id: PLAYER.id, spans: [[0, CLIP.frames]], keyframes, ...what })
}

/** A class of each kind of shape. */
export const SHAPE_CLASSES: readonly LabelClass[] = (
  ["box", "polygon", "polyline", "ellipse", "keypoint", "vector", "skeleton", "mask"] as const
).map((kind, at) => ({ ...PLAYER, id: 10 + at, name: `A ${kind}`, kind, skeleton: kind === "skeleton" ? STICK : null }))

/** A geometry of each kind, inside the picture. */
export const GEOMETRIES: Readonly<Record<ShapeKind, Geometry>> = {
  box: { x: 100, y: 80, width: 60, height: 40, rotation: 30 },
  polygon: { outline: [[200, 100], [300, 110], [280, 200], [210, 190]], holes: [[[230, 130], [260, 130], [245, 160]]] },
  polyline: { points: [[20, 20], [60, 90], [120, 40]] },
  ellipse: { x: 400, y: 120, radius_x: 50, radius_y: 30 },
  keypoint: { x: 500, y: 60 },
  vector: { x: 420, y: 250, angle: 350, length: 60 },
  skeleton: { joints: { head: { x: 80, y: 200 }, hip: { x: 90, y: 260, sight: "covered" } } },
  mask: { x: 540, y: 200, width: 4, height: 3, runs: [1, 2, 1, 4, 2, 2] },
}

/** A box whose numbers do not matter. */
export function box(x: number, y = 10, width = 50, height = 40) {
  return { x, y, width, height }
}

/** An editor on a clip whose frame is decoded, with a server that has not answered yet; without records they are still loading. */
export function desk(records: readonly Annotation[] | null = [], frame = 0): { editor: Editor; sent: () => Edit[] } {
  const outbox = new Outbox(null, 1, () => new Promise<Answer>(() => undefined))
  const editor = new Editor({
    projectId: 1,
    clip: CLIP,
    classes: [ATTACK, REPLAY, PLAYER, ...SHAPE_CLASSES],
    single: false,
    writable: true,
    outbox,
    history: new History(null, "1:7"),
    clipboard: new Clipboard(),
  })
  if (records) editor.store.load({ revision: 0, annotations: records })
  showFrame(editor, frame)
  return { editor, sent: () => outbox.pending(CLIP.id) }
}

/** Put the playhead on a frame as if it had been decoded. */
export function showFrame(editor: Editor, frame: number): void {
  Object.assign(editor.player, { shown: frame, asked: frame, decoded: true, painted: true })
}

/** All numbers in a geometry, in the order of its fields, at last its rotation within one turn. */
export function numbersOf(geometry: Geometry, turned = false): number[] {
  const { rotation = 0, ...rest } = geometry as BoxGeometry
  return [...flat(rest), turned ? ((rotation % 360) + 360) % 360 : 0]
}

function flat(value: unknown): number[] {
  if (typeof value === "number") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(flat) : []
}

/** How far two geometries are apart, in the worst of their numbers. */
export function gap(found: readonly number[], wanted: readonly number[]): number {
  if (found.length !== wanted.length) return Infinity
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? NaN))), 0)
}
