/** Why this clip is on the desk, and why it came back. */
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconArrowBackUp, IconLoader2, IconSparkles } from "@tabler/icons-react"
import { useAround } from "./around"
import { useEditor } from "./context"

export function Why() {
  const { clip } = useAround()
  if (clip.why === null || clip.rejected) return null
  return (
    <p className="ws-hud ws-why">
      <IconSparkles size={14} stroke={1.6} />
      {clip.why}
    </p>
  )
}

/** The reviewer's reason, with the comments they pinned. */
export function Rejection() {
  const editor = useEditor()
  const { clip, remarks } = useAround()
  if (!clip.rejected) return null
  const pinned = remarks.filter(({ resolved }) => !resolved)
  return (
    <div className="ws-hud ws-rejected" role="status">
      <IconArrowBackUp size={16} stroke={1.6} />
      <b><Trans>Sent back by {clip.rejected.by}</Trans></b>
      <span className="ws-cut">{clip.rejected.reason}</span>
      {pinned.map(({ id, frame, text }) => (
        <button
          key={id}
          type="button"
          className="ws-link ws-cut"
          title={text}
          onClick={() => editor.player.seek(frame)}
        >
          f {frame}: {text}
        </button>
      ))}
    </div>
  )
}

/** How far a clip is that can only be looked at so far, or why it stays so: its parts have no sound of their own. */
export function Preparing() {
  const { preparing } = useAround()
  if (preparing === null) return null
  const { text, failed } = preparing
  return (
    <p className={failed ? "ws-hud ws-why ws-rejected" : "ws-hud ws-why"} role="status">
      {failed ? <IconAlertTriangle size={14} stroke={1.6} /> : <IconLoader2 size={14} stroke={1.6} />}
      <span className="ws-cut" title={text}>
        {failed ? <Trans>{text}. Only what was finished can be seen</Trans> : <Trans>{text}. Sound comes once the clip is ready</Trans>}
      </span>
    </p>
  )
}
