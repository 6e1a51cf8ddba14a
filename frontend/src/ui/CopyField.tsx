/** Something to copy that is shown once. */
import { t } from "@lingui/core/macro"
import { IconCheck, IconCopy } from "@tabler/icons-react"
import { useState } from "react"
import { copyText } from "./clipboard"
import { sayProblem } from "./toasts"

export function CopyField({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    copyText(text).then(() => setCopied(true), sayProblem)
  }
  return (
    <div className="row">
      <label className="field grow">
        <span className="hidden-text">{label}</span>
        <input readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" className="btn" onClick={copy}>
        {copied ? <IconCheck size={16} stroke={1.6} aria-hidden /> : <IconCopy size={16} stroke={1.6} aria-hidden />}
        {copied ? t`Copied` : t`Copy`}
      </button>
    </div>
  )
}
