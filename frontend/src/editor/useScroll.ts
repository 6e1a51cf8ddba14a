/** How far the rows of the timeline are scrolled: never beyond the last one, and so that what gets selected is seen. */
import { type RefObject, useEffect, useState } from "react"
import type { AnyRow } from "../editor-core/timeline/groups"
import { ROW_PX } from "../editor-core/timeline/rows"
import { useEditor } from "./context"

/** Pixels, and how to scroll; `top` is where the rows begin. */
export function useScroll(area: RefObject<HTMLElement | null>, rows: readonly AnyRow[], top: number) {
  const editor = useEditor()
  const [wanted, setScroll] = useState(0)
  const [height, setHeight] = useState(Infinity)
  useEffect(() => {
    const element = area.current
    if (!element) return undefined
    const resized = new ResizeObserver(() => setHeight(element.clientHeight))
    resized.observe(element)
    return () => resized.disconnect()
  }, [area])
  const room = height - top
  useEffect(
    () =>
      editor.view.subscribe(({ selected }, before) => {
        const at = selected === before.selected || selected === null ? -1 : rowOf(rows, selected)
        if (at >= 0 && room > ROW_PX) setScroll((now) => Math.max(Math.min(now, at * ROW_PX), (at + 1) * ROW_PX - room))
      }),
    [editor, rows, room],
  )
  return [Math.max(0, Math.min(wanted, rows.length * ROW_PX - room)), setScroll] as const
}

/** The row that a record lies on; -1 where it is collapsed. */
function rowOf(rows: readonly AnyRow[], id: string): number {
  return rows.findIndex((row) => row.key === id || (row.kind === "tags" && row.segments.some(({ record }) => record.id === id)))
}
