/** Dragging a row of the timeline by its name to another place. */
import { type PointerEvent, useState } from "react"
import { moveRow } from "../editor-core/commands/rows"
import { type Block, distanceTo } from "../editor-core/timeline/groups"
import { useEditor } from "./context"

const DRAG_PX = 4

/** What is dragged over which row, by key; and the handlers of the names' container. */
export function useRowDrag(blocks: readonly Block[]) {
  const editor = useEditor()
  const [from, setFrom] = useState<{ key: string; y: number } | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const end = () => {
    setFrom(null)
    setOver(null)
  }
  return {
    over,
    grab: (key: string) => (event: PointerEvent<HTMLElement>) => {
      if (event.button === 0) setFrom({ key, y: event.clientY })
    },
    handlers: {
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (!from || (over === null && Math.abs(event.clientY - from.y) < DRAG_PX)) return
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) event.currentTarget.setPointerCapture(event.pointerId)
        const key = rowAt(event)
        setOver(key !== null && distanceTo(blocks, from.key, key) !== 0 ? key : "")
      },
      onPointerUp: () => {
        if (from && over) moveRow(editor, from.key, distanceTo(blocks, from.key, over))
        end()
      },
      onPointerCancel: end,
    },
  }
}

/** The row under the pointer. */
function rowAt({ clientX, clientY }: PointerEvent): string | null {
  const row = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>("[data-row]")
  return row?.dataset.row ?? null
}
