/** Marking a range over some rows by a drag. */
import { markRange } from "../bulk/target"
import type { Editor } from "../editor"
import type { AnyRow } from "./groups"
import { type Lane, rowsTop } from "./lanes"
import { ROW_PX } from "./rows"
import { snapped, snapTargets } from "./snap"

interface Ground {
  readonly rows: readonly AnyRow[]
  readonly lanes: readonly Lane[]
  readonly scroll: number
}

/** From where Shift was pressed to where the pointer is: frames across, rows down. On the ruler it is of all rows. */
export class RangeDrag {
  private readonly targets: readonly number[]

  constructor(
    private readonly editor: Editor,
    private readonly ground: Ground,
    private readonly from: { readonly exact: number; readonly y: number },
  ) {
    const { shots } = editor.state
    this.targets = snapTargets(editor.store.view, "", [editor.frame, 0, editor.clip.frames, ...(shots?.boundaries ?? [])])
  }

  /** The pointer is at a fractional frame, `y` pixels from the top of the lanes. Ends snap unless `free`. */
  to(exact: number, y: number, free: boolean): void {
    markRange(this.editor, this.place(this.from.exact, free), this.place(exact, free), this.rowsBetween(this.from.y, y))
  }

  private place(exact: number, free: boolean): number {
    const { state, laneWidth, clip } = this.editor
    return free ? Math.round(exact) : snapped(exact, this.targets, state.window.perFrame || laneWidth / clip.frames)
  }

  private rowsBetween(a: number, b: number): string[] {
    const { rows, lanes, scroll } = this.ground
    const top = rowsTop(lanes)
    if (a < top) return []
    const [first, last] = [Math.min(a, b), Math.max(a, b)].map((y) => Math.floor((y - top + scroll) / ROW_PX))
    const between = rows.slice(Math.max(first ?? 0, 0), (last ?? 0) + 1)
    // The row above an open group stands for none of the rows below it.
    return between.filter((row) => row.kind !== "group" || row.collapsed).map(({ key }) => key)
  }
}
