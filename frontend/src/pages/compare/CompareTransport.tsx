/** Playing both clips, and how far the second one is ahead. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronLeft, IconChevronRight, IconLink, IconLinkOff, IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react"
import { type ReactNode, useSyncExternalStore } from "react"
import type { Pair, Side } from "../../editor-core/frames/pair"
import { usePlaying } from "./usePair"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export function CompareTransport({ pair }: { pair: Pair }) {
  const { player } = pair.first
  const playing = usePlaying(player, ({ speed }) => speed !== 0)
  useSyncExternalStore(pair.subscribe, () => pair.changes)
  return (
    <footer className="cmp-transport">
      <Position side={pair.first} name={t`Frame of A`} />
      <div className="row">
        <Step label={t`Back 1 frame, key ←`} onClick={() => player.step(-1)}>
          <IconChevronLeft {...ICON} />
        </Step>
        <button type="button" className="cmp-play" aria-label={playing ? t`Pause, key Space` : t`Play, key Space`} onClick={() => player.play(playing ? 0 : player.pace)}>
          {playing ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
        </button>
        <Step label={t`Forward 1 frame, key →`} onClick={() => player.step(1)}>
          <IconChevronRight {...ICON} />
        </Step>
      </div>
      <div className="row end">
        <Offset pair={pair} />
      </div>
    </footer>
  )
}

/** How far B is ahead while the clips are linked; B's own steps while they are not. */
function Offset({ pair }: { pair: Pair }) {
  const { linked, offset, second } = pair
  const step = (by: number) => (linked ? pair.shift(offset + by) : second.player.step(by))
  return (
    <>
      {linked ? (
        <label className="row">
          <Trans>B ahead by</Trans>
          <input
            className="cmp-offset num"
            type="number"
            value={offset}
            onChange={(event) => {
              if (Number.isInteger(event.target.valueAsNumber)) pair.shift(event.target.valueAsNumber)
            }}
          />
          <Trans>frames</Trans>
        </label>
      ) : (
        <Position side={second} name={t`Frame of B`} />
      )}
      <Step label={t`B back 1 frame`} onClick={() => step(-1)}>
        <IconChevronLeft {...ICON} />
      </Step>
      <Step label={t`B forward 1 frame`} onClick={() => step(1)}>
        <IconChevronRight {...ICON} />
      </Step>
      <button type="button" className="btn sm" aria-pressed={linked} title={t`Linked clips go together`} onClick={() => pair.link(!linked)}>
        {linked ? <IconLink {...ICON} /> : <IconLinkOff {...ICON} />}
        {linked ? t`Linked` : t`Link here`}
      </button>
    </>
  )
}

function Step({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="icb" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  )
}

function Position({ side: { player, clip }, name }: { side: Side; name: string }) {
  const asked = usePlaying(player, (source) => source.asked)
  return (
    <input
      type="range"
      className="cmp-position"
      aria-label={name}
      min={0}
      max={clip.frames - 1}
      value={asked}
      onChange={(event) => player.scrub(event.target.valueAsNumber)}
    />
  )
}
