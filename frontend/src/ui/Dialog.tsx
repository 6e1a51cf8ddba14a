/** A dialog over the workspace, closed by Esc. */
import { type ReactNode, useCallback } from "react"

interface Props {
  readonly label: string
  readonly className?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The browser keeps the focus inside, and gives it back. */
export function Dialog({ label, className, onClose, children }: Props) {
  const open = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog && !dialog.open) dialog.showModal()
  }, [])
  return (
    <dialog
      ref={open}
      role="dialog"
      className={`ws-dialog ${className ?? ""}`}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {children}
    </dialog>
  )
}
