/** Bringing files: the dialog, dropping anywhere, and the rate that is remembered. */
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import type { Dataset, Project } from "../../api/types"
import { later } from "../../ui/later"
import { remember } from "../../ui/preferences"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"
import type { Given } from "./upload/files"
import type { Giving } from "./upload/queue"
import { useDrop } from "./useDrop"

// Sending files takes much code that seeing clips does not.
const UploadDialog = later(async () => (await import("./upload/UploadDialog")).UploadDialog)

const RATE_KEY = "cliploop.frames-to-keep"

export function useUploading(project: Project, datasets: readonly Dataset[]) {
  const allowed = may(project, "upload")
  const [rate, setRate] = useState(() => localStorage.getItem(RATE_KEY) ?? "native")
  const [asking, setAsking] = useState(false)
  const give = (files: readonly Given[], giving: Giving) => {
    import("./upload/uploads").then(({ uploadDesk }) => uploadDesk(project.id).give(files, giving)).catch(sayProblem)
  }
  const over = useDrop(allowed, (files) => give(files, { rate, dataset: datasets[0]?.id ?? null, asFrames: false }))
  const keepRate = (next: string) => {
    remember(RATE_KEY, next)
    setRate(next)
  }
  const dropping = over && (
    <div className="drop-over">
      <h2><Trans>Drop to upload</Trans></h2>
      <span className="t2">{rate === "native" ? <Trans>Frames to keep: native</Trans> : <Trans>Frames to keep: {rate} a second</Trans>}</span>
    </div>
  )
  const dialog = asking && (
    <UploadDialog projectId={project.id} datasets={datasets} rate={rate} onRate={keepRate} onGive={give} onClose={() => setAsking(false)} />
  )
  return { allowed, rate, setRate: keepRate, ask: () => setAsking(true), dropping, dialog }
}
