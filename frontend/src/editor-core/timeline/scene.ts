/** All that a drawing of the timeline shows. */
import type { ClipFacts } from "../types"
import type { Lane, LaneContent } from "./lanes"
import type { AnyRow } from "./groups"
import type { TimeWindow } from "./window"

/** Colors in the form a canvas takes; `classes` by slot, from 0. */
export interface Palette {
  readonly panel: string
  readonly raised: string
  readonly hover: string
  readonly line: string
  readonly strong: string
  readonly text1: string
  readonly text2: string
  readonly text3: string
  readonly app: string
  readonly model: string
  readonly warn: string
  readonly accent: string
  readonly classes: readonly string[]
  readonly font: string
}

export interface Scene {
  readonly clip: ClipFacts
  readonly rows: readonly AnyRow[]
  readonly lanes: readonly Lane[]
  readonly content: LaneContent
  /** The range that playing repeats. */
  readonly loop: readonly [number, number] | null
  /** Pixels that the rows are scrolled up. */
  readonly scroll: number
  readonly window: TimeWindow
  readonly width: number
  readonly height: number
  readonly playhead: number
  readonly settled: boolean
  readonly selected: string | null
  /** What is selected beside it. */
  readonly others: ReadonlySet<string>
  readonly keyframe: number | null
  readonly hover: { readonly record: string; readonly index: number } | null
  readonly marks: { readonly in: number | null; readonly out: number | null; readonly comments: readonly number[] }
  /** The rows that In–Out is taken of, by key; none means all. */
  readonly rangeRows: ReadonlySet<string>
  /** Rows that are faded, because they are switched off or others are shown alone; and rows that are locked. */
  readonly faded: (row: AnyRow) => boolean
  readonly locked: (row: AnyRow) => boolean
  /** The frame that a drag snapped to. */
  readonly snap: number | null
  readonly palette: Palette
}

/** The color of a class by its slot; slots repeat beyond the last. */
export function colorOf(palette: Palette, slot: number): string {
  return palette.classes[(slot - 1) % palette.classes.length] ?? palette.text2
}

const NAMES = {
  panel: "--bg1",
  raised: "--bg2",
  hover: "--bg3",
  line: "--line",
  strong: "--line-strong",
  text1: "--t1",
  text2: "--t2",
  text3: "--t3",
  app: "--bg0",
  model: "--model",
  warn: "--warn",
  accent: "--accent",
} as const

const palettes = new WeakMap<Element, { readonly scheme: string; readonly palette: Palette }>()

/** The palette that holds for an element, read once for each color scheme it has. */
export function paletteOf(element: Element): Palette {
  const scheme = element.closest("[data-mantine-color-scheme]")?.getAttribute("data-mantine-color-scheme") ?? ""
  const known = palettes.get(element)
  if (known?.scheme === scheme) return known.palette
  const palette = paletteFrom(element)
  // Before the style sheet is there, there is nothing to remember.
  if (palette.panel !== "") palettes.set(element, { scheme, palette })
  return palette
}

/** The custom properties of an element. */
function paletteFrom(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const named = Object.entries(NAMES).map(([key, name]) => [key, read(name)])
  const classes = Array.from({ length: 12 }, (_, slot) => read(`--class-${slot + 1}`))
  return { ...(Object.fromEntries(named) as Record<keyof typeof NAMES, string>), classes, font: style.fontFamily }
}
