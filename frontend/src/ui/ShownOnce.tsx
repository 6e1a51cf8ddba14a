/** A secret that was just made, to be copied: nobody can read it again. `children` says so. */
import { Trans } from "@lingui/react/macro"
import type { ReactNode } from "react"
import { CopyField } from "./CopyField"

export function ShownOnce({ label, text, children, onClose }: { label: string; text: string; children: ReactNode; onClose: () => void }) {
  return (
    <div className="stack">
      <p className="t2">{children}</p>
      <CopyField label={label} text={text} />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <button type="button" className="btn pri" onClick={onClose}>
          <Trans>Done</Trans>
        </button>
      </div>
    </div>
  )
}

/** A link that signs somebody in or lets them join, from the address that the server gave. */
export function LinkOnce({ label, url, onClose }: { label: string; url: string; onClose: () => void }) {
  return (
    <ShownOnce label={label} text={new URL(url, location.origin).href} onClose={onClose}>
      <Trans>Send this link. It is shown only now.</Trans>
    </ShownOnce>
  )
}
