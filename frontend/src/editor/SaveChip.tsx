/** Whether the work is safe, and where. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp, IconLock } from "@tabler/icons-react"
import type { ReactNode } from "react"
import type { Outbox } from "../editor-core/outbox"
import type { Status } from "../editor-core/outboxStatus"
import { useAround } from "./around"
import { useChanges, useEditor } from "./context"

const ICON = { size: 16, stroke: 1.6 } as const

export function SaveChip() {
  const { outbox } = useEditor().desk
  const { signIn, troubles } = useAround()
  return (
    <SaveState outbox={outbox} signIn={signIn}>
      {troubles}
    </SaveState>
  )
}

interface Props {
  readonly outbox: Outbox
  readonly signIn: () => void
  /** The way to what waits for a person. */
  readonly children: ReactNode
}

export function SaveState({ outbox, signIn, children }: Props) {
  useChanges(outbox)
  const { status } = outbox
  // What a person would not notice is not said to them: a chip that twitches with every key is no help.
  const isUnsaid = status.kind === "saving" && !status.slow
  return (
    <span className="ws-save" data-save={status.kind} title={reasonOf(status)}>
      {iconOf(status)}
      {/* Not the buttons beside it: a dialog that one of them opens is no news. */}
      <span role="status" aria-live={isUnsaid || status.kind === "saved" ? "off" : "polite"}>
        <span className={isUnsaid ? "ws-unsaid" : undefined}>{isUnsaid ? t`Saved` : textOf(status)}</span>
      </span>
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
      {children}
    </span>
  )
}

function textOf(status: Status): string {
  if (status.kind === "saved") return t`Saved`
  if (status.kind === "saving") return t`Saving`
  if (status.kind === "signed-out") return t`Sign in to save`
  if (status.kind === "conflict") return t`Conflict ${status.count}`
  if (status.kind === "refused") return t`Not sent ${status.count}`
  if (status.kind === "unkept") return plural(status.count, { one: "# change only in this tab", other: "# changes only in this tab" })
  return plural(status.count, { one: "Offline, # change kept", other: "Offline, # changes kept" })
}

function reasonOf({ kind }: Status): string | undefined {
  return kind === "unkept" ? t`The browser could not write this down: its storage is full or switched off. Keep this tab open until it says Saved.` : undefined
}

function iconOf({ kind }: Status) {
  if (kind === "saved") return <IconCloudCheck {...ICON} className="ws-ok" />
  if (kind === "saving") return <IconCloudUp {...ICON} />
  if (kind === "offline") return <IconCloudOff {...ICON} className="ws-warn" />
  if (kind === "signed-out") return <IconLock {...ICON} className="ws-warn" />
  return <IconAlertTriangle {...ICON} className="ws-bad" />
}
