/** A chip for each span that was begun and not ended. */
import { Trans } from "@lingui/react/macro"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { useEditor, useView } from "./context"
import { Key, KeyOf } from "./parts"

export function OpenSpans() {
  const editor = useEditor()
  const open = useView((state) => state.open)
  const skipFrom = useView((state) => state.skipFrom)
  const began = Object.entries(open)
  if (began.length === 0 && skipFrom === null) return null
  return (
    <div className="ws-open">
      {skipFrom !== null && (
        <div className="ws-hud" style={{ "--c": "var(--warn)" }}>
          <span className="ws-recording" />
          <b><Trans>Left out of training</Trans></b>
          <Since frame={skipFrom} />
          <span className="ws-dim">
            <Trans>
              press <KeyOf id="skip" /> to end here
            </Trans>
          </span>
        </div>
      )}
      {began.map(([id, frame]) => {
        const labelClass = editor.classOf(Number(id))
        if (!labelClass) return null
        const style = { "--c": `var(--class-${((labelClass.color - 1) % 12) + 1})` }
        return (
          <div key={id} className="ws-hud" style={style}>
            <span className="ws-recording" />
            <b>{labelClass.name}</b>
            <Since frame={frame} />
            {labelClass.hotkey !== null && (
              <span className="ws-dim">
                <Trans>press <Key>{labelClass.hotkey}</Key> to end here</Trans>
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
}

function Since({ frame }: { frame: number }) {
  const { clip } = useEditor()
  const began = timecode(secondsAt(frame, clip), "short")
  return (
    <span className="ws-num">
      <Trans>since {began}</Trans>
    </span>
  )
}
