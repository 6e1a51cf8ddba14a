/** Asks before what cannot be undone. */
import { Trans } from "@lingui/react/macro"
import { useMutation } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { Modal } from "./Modal"
import { ProblemNote } from "./Problem"

interface ConfirmDialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly verb: string
  /** Closes the dialog itself, unless what it did leads to another question. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

export function ConfirmDialog({ title, children, verb, onConfirm, onClose }: ConfirmDialogProps) {
  const act = useMutation({ mutationFn: onConfirm })
  return (
    <Modal opened onClose={onClose} title={title} size={440}>
      <div className="stack">
        <div className="t2">{children}</div>
        <ProblemNote error={act.error} />
        <DialogButtons onClose={onClose}>
          <button type="button" className="btn danger" disabled={act.isPending} onClick={() => act.mutate()}>
            {verb}
          </button>
        </DialogButtons>
      </div>
    </Modal>
  )
}

/** The buttons at the end of a dialog. */
export function DialogButtons({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <div className="row" style={{ justifyContent: "flex-end" }}>
      <button type="button" className="btn ghost" onClick={onClose}>
        <Trans>Cancel</Trans>
      </button>
      {children}
    </div>
  )
}
