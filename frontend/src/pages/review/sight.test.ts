/** Going closer leads to what is looked at, and never beside the picture. */
import { describe, expect, test } from "vitest"
import { box, CLIP, track } from "../../editor-core/testing"
import { ALL_FRAMES, closer, LANE, moved, nearer, towards, WHOLE } from "./sight"

describe("looking closer", () => {
  test("goes to the label that is looked at, as far as there is picture", () => {
    const label = track("a", { 0: box(480, 160, 64, 40) })
    const twice = closer(towards(label, 0, CLIP), 2)
    expect(twice).toEqual({ zoom: 2, x: -0.25, y: 0 })
    const near = closer(towards(label, 0, CLIP), 8)
    expect(near.x).toBeCloseTo(0.5 - 512 / CLIP.width)
    expect(closer(towards(track("b", {}, { spans: [] }), 0, CLIP), 2)).toEqual({ zoom: 2, x: 0, y: 0 })
  })

  test("ends at sixteen times, and going back leads to the whole picture", () => {
    const near = closer(moved(closer(WHOLE, 4), 9, -9), 100)
    expect([near.zoom, near.x, near.y]).toEqual([16, 0.375, -0.375])
    expect(closer(near, 1 / 100)).toEqual({ zoom: 1, x: expect.closeTo(0) as number, y: expect.closeTo(0) as number })
  })

  test("the playhead stays where it is on the timeline", () => {
    const before = nearer(ALL_FRAMES, 1, 40, 100)
    const after = nearer(before, 2, 40, 100)
    expect(after.perFrame).toBeCloseTo((2 * LANE) / 100)
    expect((40 - after.start) * after.perFrame).toBeCloseTo((40 - before.start) * before.perFrame)
  })
})
