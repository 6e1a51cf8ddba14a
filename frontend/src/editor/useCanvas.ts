/** A canvas that is drawn at most once a frame, whenever what it shows may have changed. */
import { useEffect, useRef } from "react"
import { useEditor } from "./context"

type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void

/** `paint` gets CSS pixels; it is called again when it changes, and when editor or size do. */
export function useCanvas(paint: Paint) {
  const editor = useEditor()
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const canvas = ref.current
    const context = canvas?.getContext("2d")
    if (!canvas || !context) return undefined
    let due = 0
    const draw = () => {
      due = 0
      const { clientWidth: width, clientHeight: height } = canvas
      const ratio = window.devicePixelRatio
      if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio)
      if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      paint(context, width, height)
    }
    const ask = () => {
      due ||= requestAnimationFrame(draw)
    }
    const resized = new ResizeObserver(ask)
    resized.observe(canvas)
    const quit = [editor.player.subscribe(ask), editor.store.subscribe(ask), editor.view.subscribe(ask)]
    ask()
    return () => {
      cancelAnimationFrame(due)
      resized.disconnect()
      for (const stop of quit) stop()
    }
  }, [editor, paint])
  return ref
}
