/** What is written on the canvas is written in the language of the page. */
import { i18n } from "@lingui/core"
import { afterEach, expect, test } from "vitest"
import { ATTACK, record } from "../testing"
import { drawTags } from "./drawTags"
import { rowsOf } from "./rows"
import type { Scene } from "./scene"

const PALETTE = { panel: "#12151a", text1: "#eceff3", text2: "#aeb7c4", model: "#c4a1ff", classes: ["#6ca9f6"], font: "Inter" }

afterEach(() => i18n.activate("en"))

test.each([["en", "0.93"], ["de", "0,93"]])("a model's score in %s is %s", (locale, score) => {
  i18n.loadAndActivate({ locale, messages: {} })
  const written: string[] = []
  const context = new Proxy({ fillText: (words: string) => written.push(words) }, {
    get: (target, name): unknown => Reflect.get(target, name) ?? (() => ({ width: 20 })),
    set: () => true,
  })
  const window = { start: 0, perFrame: 5 }
  const scene = { palette: PALETTE, window, width: 500, selected: null, others: new Set<string>(), hover: null } as unknown as Scene
  const guess = record("a", { source: "model", model_id: 4, confidence: 0.93, spans: [[10, 60]] })
  const [row] = rowsOf(new Map([["a", guess]]), [ATTACK], { guesses: true, open: {} })
  if (row) drawTags(context as unknown as CanvasRenderingContext2D, scene, row, 0)
  expect(written).toEqual(["Attack", score])
})
