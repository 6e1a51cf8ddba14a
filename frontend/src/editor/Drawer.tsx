/** What stands beside the picture: in a narrow window, as at a zoom of 200 %, it lies over it when it is asked for. */
import { t } from "@lingui/core/macro"
import type { ReactNode } from "react"
import { useEditor, useView } from "./context"
import { useRegionThatCame } from "./regions"

export function Drawer({ children }: { children: ReactNode }) {
  const editor = useEditor()
  const open = useView(({ drawer }) => drawer)
  useRegionThatCame(editor, "objects", open)
  return (
    <>
      <button type="button" className="ws-button ws-drawer" aria-expanded={open} data-keeps-focus onClick={() => editor.set({ drawer: !open })}>
        {open ? t`Close inspector` : t`Inspector`}
      </button>
      <div className={open ? "ws-drawn on" : "ws-drawn"}>{children}</div>
    </>
  )
}
