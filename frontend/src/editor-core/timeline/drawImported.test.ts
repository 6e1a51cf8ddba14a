/** What was imported can be told from what people did, by a small arrow. */
import { describe, expect, test } from "vitest"
import { ATTACK, box, PLAYER, record, track } from "../testing"
import type { Annotation, Source } from "../types"
import { drawTags } from "./drawTags"
import { drawTrack } from "./drawTrack"
import { rowsOf } from "./rows"
import type { Scene } from "./scene"

const PALETTE = { panel: "#12151a", text1: "#eceff3", text2: "#aeb7c4", model: "#c4a1ff", classes: ["#6ca9f6"], font: "Inter" }

/** A canvas that keeps the points of all lines, and draws nothing. */
function paper() {
  const lines: (readonly [number, number])[] = []
  const context = new Proxy({ lineTo: (x: number, y: number) => lines.push([x, y]) }, {
    get: (target, name): unknown => Reflect.get(target, name) ?? (() => ({ width: 20 })),
    set: () => true,
  })
  return { lines, context: context as unknown as CanvasRenderingContext2D }
}

function linesOf(label: Annotation, what: Partial<Scene> = {}): number {
  const { lines, context } = paper()
  const scene = {
    palette: PALETTE,
    window: { start: 0, perFrame: 5 },
    width: 500,
    selected: null,
    others: new Set<string>(),
    hover: null,
    ...what,
  } as unknown as Scene
  const [row] = rowsOf(new Map([[label.id, label]]), [ATTACK, PLAYER], { guesses: true, open: {} })
  if (row?.kind === "tags") drawTags(context, scene, row, 0)
  else if (row) drawTrack(context, scene, row, 0)
  return lines.length
}

const ARROW_LINES = 3

describe("[UX 2] an imported label has an arrow", () => {
  const tag = (source: Source, spans: Annotation["spans"] = [[10, 60]]) => record("a", { source, spans })
  const player = (source: Source) => track("a", { 0: box(0) }, { source })

  test("on the row of its class, selected or not", () => {
    expect(linesOf(tag("import")) - linesOf(tag("human"))).toBe(ARROW_LINES)
    const held = { selected: "a" }
    expect(linesOf(tag("import"), held) - linesOf(tag("human"), held)).toBe(ARROW_LINES)
  })
  test("on its own row", () => {
    expect(linesOf(player("import")) - linesOf(player("human"))).toBe(ARROW_LINES)
  })
  test("not where it is too narrow to be seen", () => {
    expect(linesOf(tag("import", [[10, 12]]))).toBe(linesOf(tag("human", [[10, 12]])))
  })
})
