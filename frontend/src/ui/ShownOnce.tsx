/** A link that was just made, to be copied: nobody can read it again. */
import { Trans } from "@lingui/react/macro"
import { CopyField } from "../../ui/CopyField"

export function LinkOnce({ label, url, onClose }: { label: string; url: string; onClose: () => void }) {
  return (
    <div className="stack">
      <p className="t2"><Trans>Send this link. It is shown only now.</Trans></p>
      <CopyField label={label} text={new URL(url, location.origin).href} />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <button type="button" className="btn pri" onClick={onClose}>
          <Trans>Done</Trans>
        </button>
      </div>
    </div>
  )
}
