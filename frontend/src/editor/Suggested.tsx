/** What is suggested on the picture: how far it is, and the two ways to answer. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { PointerEvent } from "react"
import { dropSuggestion, takeOn } from "../editor-core/assist"
import { useEditor, useView } from "./context"
import { KeyOf } from "./parts"

export function Suggested() {
  const editor = useEditor()
  const suggestion = useView((state) => state.suggestion)
  if (!suggestion) return null
  const stay = (event: PointerEvent) => event.stopPropagation()
  return (
    <div className="ws-hud ws-suggested" role="status" onPointerDown={stay}>
      <b>{suggestion.label}</b>
      {suggestion.record ? (
        <button type="button" className="ws-button" onClick={() => takeOn(editor)}>
          <Trans>Take it on</Trans> <KeyOf id="accept" />
        </button>
      ) : (
        <progress aria-label={t`How far it is`} max={1} value={suggestion.share} />
      )}
      <button type="button" className="ws-button ghost" onClick={() => dropSuggestion(editor)}>
        {suggestion.record ? t`Drop it` : t`Stop`} <KeyOf id="reject" />
      </button>
    </div>
  )
}
