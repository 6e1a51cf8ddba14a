/** Short words about what just happened, with the way back. */
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle } from "@tabler/icons-react"
import { useEffect } from "react"
import { create } from "zustand"
import { sentenceOf } from "../api/problem"

const SHOWN_MS = 10_000

/** The labels of the buttons that take something back and do it again; they are shown in the language of the page. */
export const UNDO = "undo"
export const REDO = "redo"
const TURNS: readonly string[] = [UNDO, REDO]

interface Toast {
  readonly id: number
  readonly text: string
  readonly bad: boolean
  readonly action: { readonly label: string; readonly run: () => void } | null
}

const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }))
let lastId = 0

/** Say something for ten seconds, with one thing to do about it; `bad`: that it went wrong. */
export function say(text: string, action: Toast["action"] = null, bad = false): void {
  const toast = { id: ++lastId, text, bad, action }
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), toast] }))
}

/** Say what went wrong. */
export function sayProblem(error: unknown): void {
  say(sentenceOf(error), null, true)
}

function drop(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}

/** Take back the last thing that still can be, as its toast would. */
export const undoLast = () => actOnLast(UNDO)
/** Do again what was taken back last, as its toast would. */
export const redoLast = () => actOnLast(REDO)

function actOnLast(label: string): void {
  const last = useToasts.getState().toasts.findLast(({ action }) => action?.label === label)
  if (!last) return
  last.action?.run()
  drop(last.id)
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastView({ toast: { id, text, bad, action } }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => drop(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id])
  const close = () => drop(id)
  const act = () => {
    action?.run()
    close()
  }
  return (
    <div className="toast">
      {bad && <IconAlertTriangle size={16} stroke={1.6} className="i mark" aria-hidden />}
      <span>{text}</span>
      {action && (
        <button type="button" data-command={TURNS.includes(action.label) ? action.label : undefined} onClick={act}>
          {action.label === UNDO ? <Trans>Undo</Trans> : action.label === REDO ? <Trans>Redo</Trans> : action.label}
        </button>
      )}
      <button type="button" onClick={close}>
        <Trans>Close</Trans>
      </button>
    </div>
  )
}
