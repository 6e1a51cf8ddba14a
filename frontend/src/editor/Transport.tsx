/** Where the playhead is, and what moves it. */
import {
  IconChevronLeftPipe,
  IconChevronRightPipe,
  IconMinus,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
  IconPlus,
  IconRepeat,
  IconVolume,
  IconVolumeOff,
} from "@tabler/icons-react"
import { command } from "../editor-core/commands/registry"
import { zoom } from "../editor-core/commands/view"
import { resolved, WIDEST_FRAME_PX, zoomed } from "../editor-core/timeline/window"
import { useEditor, usePlayer, useView } from "./context"
import { CommandButton, IconButton, Key } from "./parts"
import { Readout } from "./Readout"

const ICON = { size: 18, stroke: 1.6 } as const

export function Transport() {
  return (
    <div className="ws-transport">
      <Readout />
      <div className="ws-row tight">
        <CommandButton id="first">
          <IconChevronLeftPipe {...ICON} />
        </CommandButton>
        <CommandButton id="back-10">
          <IconPlayerTrackPrev {...ICON} />
        </CommandButton>
        <PlayButton />
        <CommandButton id="forward-10">
          <IconPlayerTrackNext {...ICON} />
        </CommandButton>
        <CommandButton id="last">
          <IconChevronRightPipe {...ICON} />
        </CommandButton>
      </div>
      <div className="ws-row tight end">
        <Speed />
        <LoopAndSound />
        <TimelineZoom />
      </div>
    </div>
  )
}

function PlayButton() {
  const editor = useEditor()
  const playing = usePlayer(({ speed }) => speed !== 0)
  return (
    <button
      type="button"
      className="ws-play"
      aria-label={playing ? "Pause, key Space" : "Play, key Space"}
      onClick={() => command("play").run(editor, "Space")}
    >
      {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
    </button>
  )
}

function Speed() {
  const { player } = useEditor()
  const speed = usePlayer((source) => source.speed)
  const mismatches = usePlayer((source) => source.mismatches)
  const title = mismatches > 0 ? `${mismatches} seeks were repeated to land on the asked frame` : "Speed, keys J K L"
  return (
    <button
      type="button"
      className="ws-button ghost ws-num"
      title={title}
      onClick={() => player.play(speed >= 1 && speed < 8 ? speed * 2 : 1)}
    >
      {speed === 0 ? 1 : speed}×
    </button>
  )
}

function LoopAndSound() {
  const editor = useEditor()
  const loop = useView((state) => state.loop)
  const muted = useView((state) => state.muted)
  return (
    <>
      <IconButton label="Loop, key Z" pressed={loop} onClick={() => command("loop").run(editor, "Z")}>
        <IconRepeat {...ICON} />
      </IconButton>
      <IconButton label="Mute, key M" pressed={muted} onClick={() => command("mute").run(editor, "M")}>
        {muted ? <IconVolumeOff {...ICON} /> : <IconVolume {...ICON} />}
      </IconButton>
    </>
  )
}

function TimelineZoom() {
  const editor = useEditor()
  const window = useView((state) => state.window)
  const { frames } = editor.clip
  const { perFrame } = resolved(window, frames, editor.laneWidth)
  const fit = editor.laneWidth / frames
  const range = Math.log(Math.max(WIDEST_FRAME_PX / fit, 1.01))
  const set = (share: number) => {
    const by = (fit * Math.exp(share * range)) / perFrame
    editor.set({ window: zoomed(window, by, editor.frame, frames, editor.laneWidth) })
  }
  return (
    <>
      <IconButton label="Zoom the timeline out" small onClick={() => zoom(editor, 1 / 1.5, "timeline")}>
        <IconMinus size={14} />
      </IconButton>
      <input
        className="ws-slider"
        type="range"
        aria-label="Timeline zoom"
        min={0}
        max={1}
        step={0.01}
        value={Math.log(perFrame / fit) / range}
        onChange={(event) => set(Number(event.target.value))}
      />
      <IconButton label="Zoom the timeline in" small onClick={() => zoom(editor, 1.5, "timeline")}>
        <IconPlus size={14} />
      </IconButton>
      <button
        type="button"
        className="ws-button ghost"
        onClick={() => editor.set({ window: { start: 0, perFrame: 0 } })}
      >
        Fit <Key>F</Key>
      </button>
    </>
  )
}
