/** Playing, going from change to change, and where the playhead is. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronLeft, IconChevronRight, IconPlayerPauseFilled, IconPlayerPlayFilled, IconRepeat, IconVolume, IconVolumeOff } from "@tabler/icons-react"
import { secondsAt, timecode } from "../../editor-core/frames/time"
import type { Offer } from "../../ui/finder/offers"
import { ActionsMenu } from "../../ui/opening/ActionsMenu"
import { loop } from "./acts"
import { type Review, usePlaying } from "./useReview"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

/** What has a button of its own, does what another does, or only leads the focus. */
const SHOWN = ["play", "one-back", "one-forward", "previous-keyframe", "next-keyframe", "up", "down", "loop", "mute", "accept", "reject", "comment", "cancel"]

export function ReviewTransport({ review, offers }: { review: Review; offers: readonly Offer[] }) {
  const { player, differences, view, jump } = review
  const speed = usePlaying(player, (source) => source.speed)
  const faster = () => player.play(speed >= 1 && speed < 8 ? speed * 2 : 1)
  return (
    <div className="row rv-transport">
      <button type="button" className="rv-play" data-command="play" aria-label={speed === 0 ? t`Play, key Space` : t`Pause, key Space`} onClick={() => player.play(speed === 0 ? 1 : 0)}>
        {speed === 0 ? <IconPlayerPlayFilled size={16} aria-hidden /> : <IconPlayerPauseFilled size={16} aria-hidden />}
      </button>
      {differences.length > 0 && (
        <>
          <button type="button" className="icb" data-command="previous-keyframe" aria-label={t`Previous change, key [`} disabled={view.at <= 0} onClick={() => jump(view.at - 1)}>
            <IconChevronLeft {...ICON} />
          </button>
          <span className="num b5">
            <Trans>Change {Math.min(view.at, differences.length - 1) + 1} of {differences.length}</Trans>
          </span>
          <button type="button" className="icb" data-command="next-keyframe" aria-label={t`Next change, key ]`} disabled={view.at >= differences.length - 1} onClick={() => jump(view.at + 1)}>
            <IconChevronRight {...ICON} />
          </button>
        </>
      )}
      <ActionsMenu label={t`More ways to play, to move and to look`} className="icb" offers={offers.filter(({ id }) => !SHOWN.includes(id))} />
      <span className="grow" />
      <Readout review={review} />
      {differences.length > 0 && (
        <button type="button" className={view.loop ? "icb on" : "icb"} data-command="loop" aria-pressed={view.loop} aria-label={t`Loop change`} title={t`Key Z`} onClick={() => loop(review)}>
          <IconRepeat {...ICON} />
        </button>
      )}
      <Mute review={review} />
      <button type="button" className="btn ghost sm num" aria-label={t`Speed ${speed === 0 ? 1 : speed}, keys J K L`} onClick={faster}>
        {speed === 0 ? 1 : speed}×
      </button>
    </div>
  )
}

function Mute({ review: { player, sound, setSound } }: { review: Review }) {
  const { audio } = player.media
  return (
    <button
      type="button"
      className="icb"
      data-command="mute"
      aria-pressed={audio && !sound}
      aria-label={audio ? t`Mute, key M` : t`This clip has no sound`}
      disabled={!audio}
      onClick={() => setSound(!sound)}
    >
      {audio && sound ? <IconVolume {...ICON} /> : <IconVolumeOff {...ICON} />}
    </button>
  )
}

function Readout({ review: { player, facts } }: { review: Review }) {
  const frame = usePlaying(player, ({ shown }) => shown)
  const settled = usePlaying(player, (source) => source.settled)
  const last = facts.frames - 1
  return (
    <span className={settled ? "num rv-readout" : "num rv-readout waiting"}>
      <b>{timecode(secondsAt(frame, facts), "short")}</b> <Trans>f {frame} of {last}</Trans>
    </span>
  )
}
