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
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") ?? false
  // What lies under the pointer changes while the page loads. An element that is entered must take
  // the files as well, or the browser takes a drop right then for none.
  const over = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setOver(true)
  }
  const leave = ({ relatedTarget }: DragEvent) => {
    if (!relatedTarget) setOver(false)
  }
  const drop = (event: DragEvent) => {
    setOver(false)
    if (!event.dataTransfer || !hasFiles(event)) return
    event.preventDefault()
    fromDrop(event.dataTransfer).then(onGive).catch(sayProblem)
  }
  const stop = new AbortController()
  const { signal } = stop
  window.addEventListener("dragenter", over, { signal })
  window.addEventListener("dragleave", leave, { signal })
  window.addEventListener("dragover", over, { signal })
  window.addEventListener("drop", drop, { signal })
  return () => stop.abort()
}
