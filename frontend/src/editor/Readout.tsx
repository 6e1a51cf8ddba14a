/** Time and frame of the picture on screen, both of which can be typed. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import { frameAt, parseTime, secondsAt, timecode } from "../editor-core/frames/time"
import { useEditor, usePlayer } from "./context"

export function Readout() {
  const { player, clip } = useEditor()
  const shown = usePlayer((source) => source.shown)
  const settled = usePlayer((source) => source.settled)
  const goToTime = (text: string) => {
    const seconds = parseTime(text)
    if (seconds !== null) player.seek(frameAt(seconds, clip))
  }
  const goToFrame = (text: string) => {
    const frame = Number(text.replace(/^f\s*/i, ""))
    if (Number.isInteger(frame)) player.seek(frame)
  }
  return (
    <div className={settled ? "ws-readout ws-num" : "ws-readout ws-num waiting"}>
      <Field name={t`Time`} className="time" value={timecode(secondsAt(shown, clip))} commit={goToTime} />
      <span className="ws-dim">/ {timecode(secondsAt(clip.frames, clip))}</span>
      <span className="ws-rule" />
      <span>f</span>
      <Field name={t`Frame`} className="frame" value={String(shown)} commit={goToFrame} />
      <span className="ws-dim"><Trans>of {clip.frames - 1}</Trans></span>
    </div>
  )
}

interface FieldProps {
  readonly name: string
  readonly className: string
  readonly value: string
  readonly commit: (text: string) => void
}

/** Shows a value until somebody types another; Enter takes it, Esc leaves it. */
function Field({ name, className, value, commit }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <input
      className={`ws-inline ${className}`}
      aria-label={name}
      value={typed ?? value}
      style={{ width: `${widthOf(typed ?? value)}ch` }}
      onFocus={(event) => {
        setTyped(value)
        event.currentTarget.select()
      }}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => setTyped(null)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return
        commit(event.currentTarget.value)
        event.currentTarget.blur()
      }}
    />
  )
}

/** How wide a text is in widths of a digit: points and colons take less than half of one. */
function widthOf(text: string): number {
  const marks = text.replace(/[^.:]/g, "").length
  return Math.max(text.length - marks * 0.55, 1) + 0.6
}
