/** Whether the work is safe. It always is; this says where. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp, IconLock } from "@tabler/icons-react"
import type { Outbox, Status } from "../editor-core/outbox"
import { useAround } from "./around"
import { useChanges, useEditor } from "./context"

const ICON = { size: 16, stroke: 1.6 } as const

export function SaveChip() {
  const { outbox } = useEditor().desk
  const { signIn } = useAround()
  return <SaveState outbox={outbox} signIn={signIn} />
}

export function SaveState({ outbox, signIn }: { outbox: Outbox; signIn: () => void }) {
  useChanges(outbox)
  const { status } = outbox
  return (
    <span className="ws-save" role="status" data-save={status.kind}>
      {iconOf(status)}
      {textOf(status)}
      {status.kind === "refused" && (
        <button type="button" className="ws-link" onClick={() => void outbox.retry()}>
          <Trans>Retry</Trans>
        </button>
      )}
      {status.kind === "signed-out" && (
        <button type="button" className="ws-link" onClick={signIn}>
          <Trans>Sign in</Trans>
        </button>
      )}
    </span>
  )
}

function textOf(status: Status): string {
  if (status.kind === "saved") return t`Saved`
  if (status.kind === "saving") return t`Saving`
  if (status.kind === "signed-out") return t`Sign in to save`
  if (status.kind === "conflict") return t`Conflict ${status.count}`
  if (status.kind === "refused") return t`Not sent ${status.count}`
  return plural(status.count, { one: "Offline, # change kept", other: "Offline, # changes kept" })
}

function iconOf({ kind }: Status) {
  if (kind === "saved") return <IconCloudCheck {...ICON} className="ws-ok" />
  if (kind === "saving") return <IconCloudUp {...ICON} />
  if (kind === "offline") return <IconCloudOff {...ICON} className="ws-warn" />
  if (kind === "signed-out") return <IconLock {...ICON} className="ws-warn" />
  return <IconAlertTriangle {...ICON} className="ws-bad" />
}
