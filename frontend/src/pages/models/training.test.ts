import { expect, test } from "vitest"
import type { Training } from "../../api/learningQueries"
import type { Model, Regime, Use, ZooEntry } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"
import { ALL, decided, knowsAll, missing, presetOf, regimeOf, sameKind, takes, usable } from "./training"

const classes = [1, 2, 3].map((id) => ({ id, name: `Class ${id}`, kind: "tag", color: id, hotkey: id, archived: false, properties: [], skeleton: null }) satisfies LabelClass)
const entry = { key: "net", regimes: ["probe", "fine-tune"], weights: "packaged", presets: [{ key: "full" }, { key: "tiny" }] } as ZooEntry
const distill = { key: "distill", needs: ["teacher"], takes: ["pool"] } as unknown as Regime
const asked = { teacher: null, options: {} } as unknown as Training

test("only classes that somebody labeled are taken to start with", () => {
  expect(usable(classes, { "1": 12, "3": 4 })).toEqual([1, 3])
})

test("without labels all classes are asked about, so that the server says what is missing", () => {
  expect(usable(classes, {})).toEqual([1, 2, 3])
})

test("a regime or a size that the model does not have becomes the model's own", () => {
  expect([regimeOf(entry, "fine-tune"), regimeOf(entry, "distil"), regimeOf(entry, undefined)]).toEqual(["fine-tune", "probe", "probe"])
  expect([presetOf(entry, "tiny"), presetOf(entry, "huge"), presetOf(undefined, "tiny")]).toEqual(["tiny", "full", "full"])
})

test("what a way needs and what it takes are both of use to it", () => {
  expect([takes(distill, "teacher"), takes(distill, "pool"), takes(distill, "start"), takes(undefined, "pool")]).toEqual([true, true, false, false])
})

test("a version teaches what it knows, and begins networks of its own kind and size", () => {
  const model = { entry: "net", options: { preset: "tiny" }, classes: classes.slice(0, 2) } as unknown as Model
  expect([knowsAll(model, [1, 2]), knowsAll(model, [1, 3])]).toEqual([true, false])
  expect([sameKind(model, entry, "tiny"), sameKind(model, entry, "full"), sameKind(model, { ...entry, key: "other" }, "tiny")]).toEqual([true, false, false])
})

test("a use picks network and way until somebody chooses themselves", () => {
  const fast = { key: "fast", entry: "net", regime: "fine-tune", options: { epochs: 3 } } as unknown as Use
  const regimes = ["probe", "fine-tune"].map((key) => ({ key, needs: [], takes: key === "probe" ? [] : ["start"] })) as unknown as Regime[]
  const first = { id: 4, entry: "net", options: {}, classes } as unknown as Model
  const known = { zoo: [{ ...entry, key: "other" }, entry], regimes, uses: [fast], models: [first] }

  expect(decided({}, known, [1]).asked).toEqual({ classes: [1], entry: "net", regime: "fine-tune", seed: 0, follow_shots: false, options: { epochs: 3 }, teacher: null, start: null, search: null })
  expect(decided({ use: ALL }, known, [1]).use).toBe(fast)
  const own = decided({ use: null, entry: "net", regime: "fine-tune", start: 4, options: { flip: true } }, known, [1])
  expect([own.asked.options, own.asked.start]).toEqual([{ flip: true }, 4])
  // Weights of another size are not begun with, nor with any where the way takes none.
  expect(decided({ use: null, entry: "net", regime: "fine-tune", start: 4, preset: "tiny" }, known, [1]).asked).toMatchObject({ start: null, options: { preset: "tiny" } })
  expect(decided({ use: null, entry: "net", start: 4 }, known, [1]).asked).toMatchObject({ regime: "probe", start: null })
})

test("what was trained elsewhere teaches nobody", () => {
  const known = { zoo: [{ ...entry, regimes: ["distill"] }], regimes: [distill], uses: [], models: ["outside", "net"].map((key, id) => ({ id, entry: key, options: {}, classes }) as unknown as Model) }

  const { teachers } = decided({ use: null, entry: "net", regime: "distill", teacher: 0 }, known, [1])

  expect(teachers.map(({ id }) => id)).toEqual([1])
})

test("a teacher and a folder are asked for where there is no doing without", () => {
  const own = { ...entry, weights: "folder" } as ZooEntry
  expect(missing(asked, entry, distill)).toBe("teacher")
  expect(missing({ ...asked, teacher: 4 }, entry, distill)).toBeUndefined()
  expect(missing(asked, own, undefined)).toBe("folder")
  expect(missing({ ...asked, options: { folder: "mine" } }, own, undefined)).toBeUndefined()
})
