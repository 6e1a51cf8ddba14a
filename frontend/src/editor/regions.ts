/** The regions of the workspace, and the focus that goes with them. */
import { useEffect } from "react"
import type { Editor } from "../editor-core/editor"
import type { Region } from "../editor-core/viewState"

/** What takes the focus for a region, and what belongs to it. */
export const PLACES: Readonly<Record<Region, string>> = {
  canvas: ".ws-picture",
  timeline: ".ws-lanes canvas",
  objects: ".ws-inspector [role=tab][aria-selected=true]",
}
export const AROUND: Readonly<Record<Region, string>> = { canvas: ".ws-picture", timeline: ".ws-dock", objects: ".ws-inspector" }

export const COMMENT_FIELD = "ws-comment"
/** About two seconds: whoever waited longer is elsewhere. */
const MOST_FRAMES = 120

/** The focus goes to the region that is chosen. */
export function useRegions(editor: Editor): void {
  useEffect(
    () =>
      editor.view.subscribe(({ region }, before) => {
        if (region !== before.region) enter(region)
      }),
    [editor],
  )
}

/** A region that comes later, or is `there` only then, takes the focus that was meant for it meanwhile. */
export function useRegionThatCame(editor: Editor, region: Region, there = true): void {
  useEffect(() => {
    if (there && editor.state.region === region) enter(region)
  }, [editor, region, there])
}

/** Unless it is in it already. */
function enter(region: Region): void {
  if (document.activeElement?.closest(AROUND[region])) return
  document.querySelector<HTMLElement>(PLACES[region])?.focus({ preventScroll: true })
}

/** The focus goes to the field for comments, as soon as it is there. */
export function enterComment(frames = MOST_FRAMES): void {
  requestAnimationFrame(() => {
    const field = document.getElementById(COMMENT_FIELD)
    if (field) field.focus()
    else if (frames > 0) enterComment(frames - 1)
  })
}
