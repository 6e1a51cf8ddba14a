/** Playing, going from change to change, and where the playhead is. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronLeft, IconChevronRight, IconPlayerPauseFilled, IconPlayerPlayFilled, IconRepeat, IconVolume, IconVolumeOff } from "@tabler/icons-react"
import { secondsAt, timecode } from "../../editor-core/frames/time"
import { type Review, usePlaying } from "./useReview"
import { loop } from "./useReviewKeys"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export function ReviewTransport({ review }: { review: Review }) {
  const { player, differences, view, jump } = review
  const speed = usePlaying(player, (source) => source.speed)
  const faster = () => player.play(speed >= 1 && speed < 8 ? speed * 2 : 1)
  return (
    <div className="row rv-transport">
      <button type="button" className="rv-play" aria-label={speed === 0 ? t`Play, key Space` : t`Pause, key Space`} onClick={() => player.play(speed === 0 ? 1 : 0)}>
        {speed === 0 ? <IconPlayerPlayFilled size={16} aria-hidden /> : <IconPlayerPauseFilled size={16} aria-hidden />}
      </button>
      {differences.length > 0 && (
        <>
          <button type="button" className="icb" aria-label={t`Previous change, key [`} disabled={view.at <= 0} onClick={() => jump(view.at - 1)}>
            <IconChevronLeft {...ICON} />
          </button>
          <span className="num b5">
            <Trans>Change {Math.min(view.at, differences.length - 1) + 1} of {differences.length}</Trans>
          </span>
          <button type="button" className="icb" aria-label={t`Next change, key ]`} disabled={view.at >= differences.length - 1} onClick={() => jump(view.at + 1)}>
            <IconChevronRight {...ICON} />
          </button>
        </>
      )}
      <span className="grow" />
      <Readout review={review} />
      {differences.length > 0 && (
        <button type="button" className={view.loop ? "btn sm" : "btn ghost sm"} aria-pressed={view.loop} title={t`Key Z`} onClick={() => loop(review)}>
          <IconRepeat size={14} stroke={1.6} aria-hidden />
          <Trans>Loop change</Trans>
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
  if (!player.media.audio) return null
  return (
    <button type="button" className="icb" aria-pressed={!sound} aria-label={t`Mute, key M`} onClick={() => setSound(!sound)}>
      {sound ? <IconVolume {...ICON} /> : <IconVolumeOff {...ICON} />}
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
