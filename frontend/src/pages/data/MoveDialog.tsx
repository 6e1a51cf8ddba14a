/** Asks why clips move where no arrow of the workflow leads. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import type { Stage } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { stageName } from "../../ui/stages"

interface MoveDialogProps {
  readonly stage: Stage
  readonly error: Error
  readonly onReason: (reason: string) => void
  readonly onClose: () => void
}

export function MoveDialog({ stage, error, onReason, onClose }: MoveDialogProps) {
  const [reason, setReason] = useState("")
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onReason(reason.trim())
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t`Move to ${stageName(stage.name)} anyway?`} size={440}>
      <form className="stack" onSubmit={submit}>
        <p className="t2"><Trans>{error.message.split(". ")[0]}. The reason is kept with each clip.</Trans></p>
        <TextInput label={t`Reason`} required withAsterisk={false} maxLength={500} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={reason.trim() === ""}>
            <Trans>Move clips</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}
