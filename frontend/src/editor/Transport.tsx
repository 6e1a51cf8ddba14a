/** Where the playhead is, and what moves it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import {
  IconBarrierBlock,
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
import { MenuButton } from "../ui/opening/MenuButton"
import { More } from "./CommandMenu"
import { useEditor, usePlayer, useView } from "./context"
import { CommandButton, IconButton, Key } from "./parts"
import { Readout } from "./Readout"
import { named, useKeyOf } from "./shortcuts"

const ICON = { size: 18, stroke: 1.6 } as const
const PACES = [0.25, 0.5, 0.75, 1, 1.5, 2, 4] as const

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
        <More of="playing" />
      </div>
      <div className="ws-row tight end">
        <Speed />
        <LoopAndSound />
        <TimelineZoom />
        <More of="labeling" />
      </div>
    </div>
  )
}

function PlayButton() {
  const editor = useEditor()
  const playing = usePlayer(({ speed }) => speed !== 0)
  const key = useKeyOf("play")
  return (
    <button
      type="button"
      className="ws-play"
      data-command="play"
      aria-label={named(playing ? t`Pause` : t`Play`, key)}
      onClick={() => command("play").run(editor, key)}
    >
      {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
    </button>
  )
}

/** How fast the clip plays: what J and L reached while they play, else what Space will do. */
function Speed() {
  const { player } = useEditor()
  const pace = usePlayer((source) => source.pace)
  const speed = usePlayer((source) => source.speed)
  return (
    <MenuButton
      position="top"
      width={96}
      className="ws-button ghost ws-num"
      title={t`Speed; J and L go faster`}
      aria-label={t`Speed ${signed(speed === 0 ? pace : speed)}×`}
      items={(Menu) => (
        <Menu.RadioGroup value={String(pace)} onChange={(value) => player.setPace(Number(value))}>
          {PACES.map((each) => (
            <Menu.RadioItem key={each} value={String(each)}>
              {each}×
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      )}
    >
      {signed(speed === 0 ? pace : speed)}×
    </MenuButton>
  )
}

function signed(speed: number): string {
  return speed < 0 ? `−${-speed}` : String(speed)
}

function LoopAndSound() {
  const editor = useEditor()
  const loop = useView((state) => state.loop)
  const key = useKeyOf("loop")
  return (
    <>
      <IconButton label={named(t`Loop`, key)} command="loop" pressed={loop} onClick={() => command("loop").run(editor, key)}>
        <IconRepeat {...ICON} />
      </IconButton>
      <CommandButton id="skip">
        <IconBarrierBlock {...ICON} />
      </CommandButton>
      <Sound />
    </>
  )
}

function Sound() {
  const editor = useEditor()
  const muted = useView((state) => state.muted)
  const volume = useView((state) => state.volume)
  const { audio } = editor.player.media
  const key = useKeyOf("mute")
  const silent = !audio || muted || volume === 0
  return (
    <span className="ws-sound">
      <IconButton
        label={audio ? named(t`Mute`, key) : t`This clip has no sound`}
        command="mute"
        pressed={audio && muted}
        disabled={!audio}
        onClick={() => command("mute").run(editor, key)}
      >
        {silent ? <IconVolumeOff {...ICON} /> : <IconVolume {...ICON} />}
      </IconButton>
      {audio && (
        <input
          className="ws-slider"
          type="range"
          aria-label={t`Volume`}
          min={0}
          max={1}
          step={0.05}
          value={muted ? 0 : volume}
          onChange={(event) => editor.set({ volume: Number(event.target.value), muted: false })}
        />
      )}
    </span>
  )
}

function TimelineZoom() {
  const editor = useEditor()
  const key = useKeyOf("fit")
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
      <IconButton label={t`Zoom the timeline out`} small onClick={() => zoom(editor, 1 / 1.5, "timeline")}>
        <IconMinus size={14} />
      </IconButton>
      <input
        className="ws-slider"
        type="range"
        aria-label={t`Timeline zoom`}
        min={0}
        max={1}
        step={0.01}
        value={Math.log(perFrame / fit) / range}
        onChange={(event) => set(Number(event.target.value))}
      />
      <IconButton label={t`Zoom the timeline in`} small onClick={() => zoom(editor, 1.5, "timeline")}>
        <IconPlus size={14} />
      </IconButton>
      <button type="button" className="ws-button ghost" data-command="fit" onClick={() => editor.set({ window: { start: 0, perFrame: 0 } })}>
        <Trans>Fit</Trans> {key && <Key>{key}</Key>}
      </button>
    </>
  )
}
