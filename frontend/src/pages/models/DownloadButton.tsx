/** Opens what one may take away of a version. */
import { Trans } from "@lingui/react/macro"
import { IconDownload } from "@tabler/icons-react"
import { useState } from "react"
import type { Model } from "../../api/learningTypes"
import { later } from "../../ui/later"

const DownloadDialog = later(async () => (await import("./DownloadDialog")).DownloadDialog)

export function DownloadButton({ projectId, model }: { projectId: number; model: Model }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        <IconDownload size={16} stroke={1.6} aria-hidden className="i" />
        <Trans>Download</Trans>
      </button>
      {open && <DownloadDialog projectId={projectId} model={model} onClose={() => setOpen(false)} />}
    </>
  )
}
