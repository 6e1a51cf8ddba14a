/** A chip for each span that was begun and not ended. */
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
          <b>Left out of training</b>
          <span className="ws-num">since {timecode(secondsAt(skipFrom, editor.clip), "short")}</span>
          <span className="ws-dim">
            press <KeyOf id="skip" /> to end here
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
            <span className="ws-num">since {timecode(secondsAt(frame, editor.clip), "short")}</span>
            {labelClass.hotkey !== null && (
              <span className="ws-dim">
                press <Key>{labelClass.hotkey}</Key> to end here
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
}
