/** The frames of the clip that nobody trains on, as numbers that can be typed over. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { movedSkip, toSkip } from "../editor-core/skips"
import { subtract } from "../editor-core/ranges"
import type { Span } from "../editor-core/types"
import { useChanges, useEditor } from "./context"
import { NumberField } from "./NumberField"
import { KeyOf } from "./parts"

export function LeftOut() {
  const editor = useEditor()
  useChanges(editor.store)
  const { clip, store } = editor
  const { skips } = store
  const set = (range: Span, to: Span) => editor.change(t`Leave out of training`, [movedSkip(skips, range, to, clip)])
  return (
    <section aria-label={t`Left out of training`}>
      <h3><Trans>Left out of training</Trans></h3>
      {skips.length === 0 && (
        <p className="ws-dim">
          <Trans>Nothing.</Trans> <KeyOf id="skip" /> <Trans>begins such a stretch, and ends it</Trans>
        </p>
      )}
      {skips.map((range) => (
        <div key={range[0]} className="ws-row tight">
          <NumberField name="from" label={t`First frame left out`} value={range[0]} commit={(frame) => set(range, [frame, range[1]])} />
          <NumberField name="to" label={t`End of what is left out`} value={range[1]} commit={(frame) => set(range, [range[0], frame])} />
          <span className="ws-dim ws-num">{timecode(secondsAt(range[0], clip), "short")}</span>
          <button
            type="button"
            className="ws-button ghost"
            onClick={() => editor.change(t`Take into training`, [toSkip(skips, subtract(skips, [range]))])}
          >
            <Trans>Take in</Trans>
          </button>
        </div>
      ))}
    </section>
  )
}
