/** What of a training fits what: classes, ways, sizes, versions. */
import type { Training } from "../../api/learningQueries"
import type { Model, Need, Regime, Use, ZooEntry } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"

/** In place of a use: all of them, on the same split. */
export const ALL = "all"

/** What a person changed; the rest is the default. */
export interface Chosen {
  readonly classes?: readonly number[]
  /** The use by key, or all; null: they choose network and way themselves. */
  readonly use?: string | null
  readonly entry?: string | undefined
  readonly regime?: string | undefined
  readonly preset?: string
  /** Undefined once more where network or way changed: they meant nothing to the new one. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  readonly teacher?: number
  readonly start?: number | null
  readonly seed?: number
  /** How long the best options are looked for; null: they are not. */
  readonly search?: Training["search"]
  /** Whether clips are cut where shots begin. */
  readonly shots?: boolean
  /** When to start; null is now, unless it waits. */
  readonly at?: Date | null
  /** After how many more labeled clips to start; null: it does not wait for any. */
  readonly more?: number | null
}

/** What there is to choose from. */
export interface Known {
  readonly zoo: readonly ZooEntry[]
  readonly regimes: readonly Regime[]
  readonly uses: readonly Use[]
  readonly models: readonly Model[]
}

/** The training that was chosen, of what fits together. */
export function decided(chosen: Chosen, { zoo, regimes, uses, models }: Known, picked: readonly number[]) {
  const use = chosen.use === null ? undefined : (uses.find(({ key }) => key === chosen.use) ?? uses[0])
  const entry = zoo.find(({ key }) => key === (use ? use.entry : chosen.entry)) ?? zoo[0]
  const regime = regimes.find(({ key }) => key === regimeOf(entry, use ? use.regime : chosen.regime))
  const preset = presetOf(entry, use ? text(use.options.preset) : chosen.preset)
  const teachers = takes(regime, "teacher") ? models.filter((model) => isHere(model) && knowsAll(model, picked)) : []
  const teacher = teachers.find(({ id }) => id === chosen.teacher) ?? teachers.find(({ state }) => state === "live") ?? teachers[0]
  const starts = takes(regime, "start") ? models.filter((model) => sameKind(model, entry, preset)) : []
  const asked: Training = {
    classes: picked,
    entry: entry?.key ?? "",
    regime: regime?.key ?? "",
    seed: chosen.seed ?? 0,
    follow_shots: chosen.shots ?? false,
    options: { ...use?.options, ...(preset === "full" ? {} : { preset }), ...chosen.options },
    teacher: teacher?.id ?? null,
    search: use ? null : (chosen.search ?? null),
    start: starts.find(({ id }) => id === chosen.start)?.id ?? null,
  }
  return { use, entry, regime, preset, teachers, teacher, starts, asked }
}

/** A value as text; empty where it is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** All but one of some options. */
export function without(options: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))
}

/** The classes with labels; without any label all of them, so that the refusal can say what is missing. */
export function usable(classes: readonly LabelClass[], byClass: Readonly<Record<string, number>>): number[] {
  const labeled = classes.filter(({ id }) => (byClass[String(id)] ?? 0) > 0)
  return (labeled.length > 0 ? labeled : classes).map(({ id }) => id)
}

/** The regime asked for where the entry has it, else the entry's own. */
export function regimeOf(entry: ZooEntry | undefined, asked: string | undefined): string {
  if (!entry) return ""
  return asked !== undefined && entry.regimes.includes(asked) ? asked : (entry.regimes[0] ?? "")
}

/** The size asked for where the entry has it, else the full one. */
export function presetOf(entry: ZooEntry | undefined, asked: string | undefined): string {
  return entry?.presets.find(({ key }) => key === asked)?.key ?? "full"
}

/** Whether a way to train has a use for this. */
export function takes(regime: Regime | undefined, need: Need): boolean {
  return regime !== undefined && (regime.needs.includes(need) || regime.takes.includes(need))
}

/** Whether a version's weights are here: what was trained elsewhere is only called there. */
export function isHere(model: Model): boolean {
  return model.entry !== "outside"
}

/** Whether a version can teach these classes. */
export function knowsAll(model: Model, classes: readonly number[]): boolean {
  const known = new Set(model.classes.map(({ id }) => id))
  return classes.every((id) => known.has(id))
}

/** Whether a version's weights fit a network of this entry and size. */
export function sameKind(model: Model, entry: ZooEntry | undefined, preset: string): boolean {
  return model.entry === entry?.key && (model.options.preset ?? "full") === preset
}

/** What is still to be said before it can start. */
export function missing(asked: Training, entry: ZooEntry | undefined, regime: Regime | undefined): "teacher" | "folder" | undefined {
  if (regime?.needs.includes("teacher") && asked.teacher === null) return "teacher"
  if (entry?.weights === "folder" && !asked.options.folder) return "folder"
  return undefined
}
