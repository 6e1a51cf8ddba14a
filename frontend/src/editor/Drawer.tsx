/** What stands beside the picture: in a narrow window, as at a zoom of 200 %, it lies over it when it is asked for. */
import { t } from "@lingui/core/macro"
import { type ReactNode, useState } from "react"

export function Drawer({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="ws-button ws-drawer" aria-expanded={open} data-keeps-focus onClick={() => setOpen(!open)}>
        {open ? t`Close inspector` : t`Inspector`}
      </button>
      <div className={open ? "ws-drawn on" : "ws-drawn"}>{children}</div>
    </>
  )
}
