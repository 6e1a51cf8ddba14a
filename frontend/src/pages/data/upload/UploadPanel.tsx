/** The files on their way: how far each is, pause, go on, what went wrong. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconCircleCheck, IconFileUpload, IconLoader2, IconPlayerPause, IconPlayerPlay, IconRefresh, IconWifiOff, IconX } from "@tabler/icons-react"
import { type ReactNode, useState } from "react"
import { ProgressBar } from "../../../ui/parts"
import { remaining, speed as speedWords } from "../../../ui/words"
import { useOutcomes } from "./outcomes"
import { isDoubled, isOver, secondsLeft, type Upload, uploadedCount } from "./queue"
import { RateChoice } from "./RateChoice"
import { SkipAll, TwinOffer } from "./Twins"
import { type UploadDesk, uploadDesk } from "./uploads"
import "./upload.css"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

interface UploadPanelProps {
  readonly projectId: number
  readonly rate: string
  readonly onRate: (rate: string) => void
}

export function UploadPanel({ projectId, rate, onRate }: UploadPanelProps) {
  const desk = uploadDesk(projectId)
  const uploads = desk.use((state) => state.uploads)
  const [open, setOpen] = useState(true)
  useOutcomes(uploads, desk, projectId)
  if (uploads.length === 0) return null
  const left = secondsLeft(uploads)
  return (
    <aside className="upl" aria-label={t`Uploads`}>
      <div className="row uh">
        <span className="b6 num">
          <Trans>{uploadedCount(uploads)} of {uploads.length} uploaded</Trans>
        </span>
        <span className="grow" />
        {left !== null && <span className="num s12 t2">{remaining(left)}</span>}
        <button type="button" className="icb sm" aria-expanded={open} aria-label={open ? t`Collapse` : t`Expand`} onClick={() => setOpen(!open)}>
          {open ? <IconChevronDown {...ICON} /> : <IconChevronUp {...ICON} />}
        </button>
        {uploads.every(isOver) && (
          <button type="button" className="icb sm" aria-label={t`Close`} onClick={() => desk.clearDone()}>
            <IconX {...ICON} />
          </button>
        )}
      </div>
      <SkipAll doubled={uploads.filter(isDoubled)} desk={desk} projectId={projectId} />
      {open && (
        <>
          <RateChoice rate={rate} onRate={onRate} />
          <ul>
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} desk={desk} projectId={projectId} />
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

function UploadRow({ upload, desk, projectId }: { upload: Upload; desk: UploadDesk; projectId: number }) {
  const { state, name, sent, size, problem } = upload
  const share = size > 0 ? sent / size : 0
  const moving = ["uploading", "resuming", "paused", "wanted"].includes(state)
  return (
    <li>
      <Sign state={state} />
      <div className="grow">
        <div className="row">
          <span className="cut grow" title={name}>
            {name}
          </span>
          <span className="t3 num s12">{stateWords(upload)}</span>
        </div>
        {moving && (
          <div style={{ marginTop: 6 }}>
            <ProgressBar share={share} label={name} {...colorOf(state)} />
          </div>
        )}
        {state === "wanted" && <p className="s12 t2"><Trans>Drop the same file again. It goes on where it stopped.</Trans></p>}
        {state === "failed" && <p className="s12 bad">{problem}</p>}
        {isDoubled(upload) && <TwinOffer upload={upload} desk={desk} projectId={projectId} />}
      </div>
      <Buttons upload={upload} desk={desk} />
    </li>
  )
}

function Buttons({ upload: { id, name, state, arrived }, desk }: { upload: Upload; desk: UploadDesk }) {
  const button = (verb: string, icon: ReactNode, act: () => void) => (
    <button type="button" className="icb sm" aria-label={`${verb} ${name}`} title={verb} onClick={act}>
      {icon}
    </button>
  )
  if (state === "ready" || state === "processing") return null
  // What failed after the file arrived is a clip now, and is seen among the clips.
  const retry = state === "failed" && !arrived
  return (
    <>
      {(state === "uploading" || state === "waiting") && button(t`Pause`, <IconPlayerPause {...ICON} size={14} />, () => desk.pause(id))}
      {state === "paused" && button(t`Resume`, <IconPlayerPlay {...ICON} size={14} />, () => desk.resume(id))}
      {retry && button(t`Retry`, <IconRefresh {...ICON} size={14} />, () => desk.resume(id))}
      {state !== "uploading" && button(t`Cancel`, <IconX {...ICON} size={14} />, () => desk.cancel(id))}
    </>
  )
}

function Sign({ state }: { state: Upload["state"] }) {
  if (state === "ready") return <IconCircleCheck {...ICON} className="i ok" />
  if (state === "failed") return <IconAlertTriangle {...ICON} className="i bad" />
  if (state === "resuming") return <IconWifiOff {...ICON} className="i warn" />
  if (state === "processing") return <IconLoader2 {...ICON} className="i acc" />
  if (state === "paused" || state === "wanted") return <IconPlayerPause {...ICON} className="i t3" />
  return <IconFileUpload {...ICON} className="i acc" />
}

function colorOf(state: Upload["state"]): { color?: string } {
  if (state === "resuming") return { color: "var(--warn)" }
  return state === "paused" || state === "wanted" ? { color: "var(--line-strong)" } : {}
}

function stateWords({ state, sent, size, speed }: Upload): string {
  const percent = `${size > 0 ? Math.floor((sent / size) * 100) : 0} %`
  if (state === "waiting") return t`Waiting`
  if (state === "uploading") return speed === null ? percent : `${percent} · ${speedWords(speed)}`
  if (state === "resuming") return t`Resuming at ${percent}`
  if (state === "paused") return t`Paused at ${percent}`
  if (state === "wanted") return t`Stopped at ${percent}`
  if (state === "processing") return t`Preparing`
  return state === "ready" ? t`Ready to label` : t`Failed`
}
