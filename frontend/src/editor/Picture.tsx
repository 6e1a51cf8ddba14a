/** The picture: the video letterboxed on near-black, with what is drawn on it. */
import { t } from "@lingui/core/macro"
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react"
import { type PointerEvent, useEffect, useRef, useState } from "react"
import { zoom } from "../editor-core/commands/view"
import type { ClipFacts } from "../editor-core/types"
import { later } from "../ui/later"
import { useEditor, useView } from "./context"
import { Overlay } from "./Overlay"
import { IconButton } from "./parts"
import { Screen } from "./Screen"
import { useGestures } from "./useGestures"
import { useWheel } from "./useWheel"

const CloseUp = later(async () => (await import("./CloseUp")).CloseUp)
const Huds = later(async () => (await import("./Huds")).Huds)

const AIR_PX = 16

export function Picture() {
  const editor = useEditor()
  const [area, size] = useSize()
  const stage = useRef<HTMLDivElement>(null)
  const scale = useView((state) => state.zoom)
  const pan = useView((state) => state.pan)
  const fit = fitting(size, editor.clip)
  const handlers = useGestures(stage)
  useWheel(area, (event) => {
    if (!event.ctrlKey && !event.metaKey && scale === 1) return
    event.preventDefault()
    zoom(editor, event.deltaY < 0 ? 1.1 : 1 / 1.1, "canvas")
  })
  const width = fit.width * scale
  const style = { width, height: fit.height * scale, transform: `translate(${pan.x}px, ${pan.y}px)` }
  return (
    <main
      ref={area}
      className="ws-picture"
      tabIndex={-1}
      aria-label={t`Picture`}
      data-mantine-color-scheme="dark"
      onFocus={() => editor.set({ region: "canvas" })}
      {...handlers}
    >
      <div ref={stage} className="ws-stage" style={style}>
        <ClipScreen />
        <CloseUp width={width} />
        <Overlay pixel={width > 0 ? editor.clip.width / width : 1} />
      </div>
      <Huds />
      <ZoomControl percent={(width / editor.clip.width) * 100} />
    </main>
  )
}

function ClipScreen() {
  const { player } = useEditor()
  const muted = useView((state) => state.muted)
  const volume = useView((state) => state.volume)
  return <Screen player={player} muted={muted} volume={volume} />
}

function ZoomControl({ percent }: { percent: number }) {
  const editor = useEditor()
  const on = (event: PointerEvent) => event.stopPropagation()
  return (
    <div className="ws-hud ws-zoom" onPointerDown={on}>
      <IconButton label={t`Zoom out`} small onClick={() => zoom(editor, 1 / 1.25, "canvas")}>
        <IconMinus size={14} />
      </IconButton>
      <span className="ws-num">{Math.round(percent)} %</span>
      <IconButton label={t`Zoom in`} small onClick={() => zoom(editor, 1.25, "canvas")}>
        <IconPlus size={14} />
      </IconButton>
      <IconButton label={t`Fit`} small onClick={() => editor.set({ zoom: 1, pan: { x: 0, y: 0 } })}>
        <IconMaximize size={14} />
      </IconButton>
    </div>
  )
}

function fitting({ width, height }: { width: number; height: number }, clip: ClipFacts) {
  const scale = Math.max(0, Math.min((width - AIR_PX) / clip.width, (height - AIR_PX) / clip.height))
  return { width: clip.width * scale, height: clip.height * scale }
}

function useSize() {
  const ref = useRef<HTMLElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    if (ref.current) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, size] as const
}
