/** How far the rows of the timeline are scrolled: never beyond the last one, and so that what gets selected is seen. */
import { type RefObject, useEffect, useRef, useState } from "react"
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
  const met = useRef<string | null>(null)
  useEffect(() => {
    const meet = () => {
      const { selected } = editor.state
      if (selected === met.current) return
      met.current = null
      const at = selected === null ? -1 : rowOf(rows, selected)
      // A row that is not there yet, as when an address is opened whose labels are still loading, is met once it is.
      if (at < 0 || room <= ROW_PX || room === Infinity) return
      met.current = selected
      setScroll((now) => Math.max(Math.min(now, at * ROW_PX), (at + 1) * ROW_PX - room))
    }
    meet()
    return editor.view.subscribe(meet)
  }, [editor, rows, room])
  return [Math.max(0, Math.min(wanted, rows.length * ROW_PX - room)), setScroll] as const
}

/** The row that a record lies on; -1 where it is collapsed. */
function rowOf(rows: readonly AnyRow[], id: string): number {
  return rows.findIndex((row) => row.key === id || (row.kind === "tags" && row.segments.some(({ record }) => record.id === id)))
}
