/** A chip for each span that was begun and not ended. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconX } from "@tabler/icons-react"
import type { ReactNode } from "react"
import { close } from "../editor-core/commands/label"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { useEditor, useView } from "./context"
import { classColor, IconButton, Key, KeyOf } from "./parts"

export function OpenSpans() {
  const editor = useEditor()
  const open = useView((state) => state.open)
  const skipFrom = useView((state) => state.skipFrom)
  const began = Object.entries(open)
  if (began.length === 0 && skipFrom === null) return null
  return (
    <div className="ws-open">
      {skipFrom !== null && (
        <Chip name={t`Left out of training`} color="var(--warn)" frame={skipFrom} end={<KeyOf id="skip" />} drop={() => editor.set({ skipFrom: null })} />
      )}
      {began.map(([id, frame]) => {
        const labelClass = editor.classOf(Number(id))
        if (!labelClass) return null
        const { name, color, hotkey } = labelClass
        const end = hotkey === null ? null : <Key>{hotkey}</Key>
        return <Chip key={id} name={name} color={classColor(color)} frame={frame} end={end} drop={() => close(editor, labelClass.id)} />
      })}
    </div>
  )
}

interface ChipProps {
  readonly name: string
  readonly color: string
  /** Where it was begun, and the key that ends it. */
  readonly frame: number
  readonly end: ReactNode
  readonly drop: () => void
}

/** Only its button takes a begun span off: Esc is pressed too often for that. */
function Chip({ name, color, frame, end, drop }: ChipProps) {
  return (
    <div className="ws-hud" style={{ "--c": color }}>
      <span className="ws-recording" />
      <b>{name}</b>
      <Since frame={frame} />
      {end && (
        <span className="ws-dim">
          <Trans>press {end} to end here</Trans>
        </span>
      )}
      <IconButton label={t`Take ${name} off, it has no end yet`} small onClick={drop}>
        <IconX size={14} />
      </IconButton>
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
