/** Dropping files anywhere on the page. */
import { useEffect, useRef, useState } from "react"
import { sayProblem } from "../../ui/toasts"
import { fromDrop, type Given } from "./upload/files"

/** Whether files are held over the page now. */
export function useDrop(enabled: boolean, onGive: (files: Given[]) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onGive)
  useEffect(() => {
    latest.current = onGive
  })
  useEffect(() => (enabled ? listen(setOver, (files) => latest.current(files)) : undefined), [enabled])
  return over
}

function listen(setOver: (over: boolean) => void, onGive: (files: Given[]) => void): () => void {
  // Enter and leave come for every element that is crossed; the depth tells when the page is left.
  let depth = 0
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") ?? false
  const enter = (event: DragEvent) => {
    if (!hasFiles(event)) return
    depth += 1
    setOver(true)
  }
  const leave = () => {
    depth = Math.max(0, depth - 1)
    if (depth === 0) setOver(false)
  }
  const over = (event: DragEvent) => {
    if (hasFiles(event)) event.preventDefault()
  }
  const drop = (event: DragEvent) => {
    depth = 0
    setOver(false)
    if (!event.dataTransfer || !hasFiles(event)) return
    event.preventDefault()
    fromDrop(event.dataTransfer).then(onGive).catch(sayProblem)
  }
  const stop = new AbortController()
  const { signal } = stop
  window.addEventListener("dragenter", enter, { signal })
  window.addEventListener("dragleave", leave, { signal })
  window.addEventListener("dragover", over, { signal })
  window.addEventListener("drop", drop, { signal })
  return () => stop.abort()
}
