/** Where a clip is seen: the video element, and over it the canvas for what is decoded apart. */
import { useEffect, useRef } from "react"
import type { FrameSource } from "../editor-core/frames/source"
import "./screen.css"

interface ScreenProps {
  readonly player: FrameSource
  readonly muted: boolean
  readonly volume?: number
}

export function Screen({ player, muted, volume = 1 }: ScreenProps) {
  const video = useRef<HTMLVideoElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!video.current || !canvas.current) return undefined
    return player.attach(video.current, canvas.current)
  }, [player])
  useEffect(() => {
    if (video.current) Object.assign(video.current, { muted, volume })
  }, [muted, volume])
  useEffect(() => {
    const tell = () => {
      if (box.current) Object.assign(box.current.dataset, stateOf(player))
    }
    tell()
    return player.subscribe(tell)
  }, [player])
  // Asked for by CORS: what the browser keeps of an object store's answer must do for the decoder too.
  return (
    <div ref={box} className="screen">
      <video ref={video} crossOrigin="anonymous" preload="auto" playsInline muted={muted} disablePictureInPicture tabIndex={-1} />
      <canvas ref={canvas} hidden aria-hidden="true" />
    </div>
  )
}

/** What is on the screen, for whoever looks at the page from outside. */
function stateOf(player: FrameSource) {
  const { shown, settled, origin, mismatches } = player
  return { frame: String(shown), settled: String(settled), origin, mismatches: String(mismatches) }
}
