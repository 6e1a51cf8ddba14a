/** A chart drawn by uPlot, in the colors of the theme and as wide as its place. */
import { useEffect, useRef } from "react"
import uPlot from "uplot"
import "uplot/dist/uPlot.min.css"
import { useTheme } from "./theme"
import { figure } from "./words"

/** The colors that charts are drawn with. */
export interface Ink {
  readonly accent: string
  readonly soft: string
  readonly grid: string
  readonly text: string
  readonly panel: string
  readonly font: string
}

type Sized = "width" | "height"

interface PlotProps {
  readonly data: uPlot.AlignedData
  readonly height: number
  /** What the chart says, for those who do not see it. */
  readonly label: string
  /** Must stay the same between renders: a new one draws the chart anew. */
  readonly build: (ink: Ink) => Omit<uPlot.Options, Sized>
}

export function Plot({ data, height, label, build }: PlotProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const newest = useRef(data)
  const theme = useTheme("pages")
  useEffect(() => {
    newest.current = data
    plot.current?.setData(data)
  }, [data])
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const made = new uPlot({ ...build(inkOf(element)), width: element.clientWidth, height }, newest.current, element)
    plot.current = made
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [build, height, theme])
  return <div ref={place} role="img" aria-label={label} style={{ height, minWidth: 0, overflow: "hidden" }} />
}

function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    accent: read("--accent-fill"),
    soft: read("--accent-soft"),
    grid: read("--bg3"),
    text: read("--t3"),
    panel: read("--bg1"),
    font: `11px ${style.fontFamily}`,
  }
}

/** An axis without lines of its own but the grid's. */
export function plainAxis(ink: Ink, axis: uPlot.Axis = {}): uPlot.Axis {
  return {
    stroke: ink.text,
    font: ink.font,
    ticks: { show: false },
    grid: { stroke: ink.grid, width: 1 },
    // In the language of the page; uPlot would take the browser's.
    values: (_, ticks) => ticks.map(figure),
    ...axis,
  }
}
