/** What the workspace says: in passing, and to those who listen. */
import { useEffect } from "react"
import { spoken } from "../editor-core/spoken"
import { useChanges, useEditor, usePlayer, useView } from "./context"

const NOTICE_MS = 4000

export function Notice() {
  const editor = useEditor()
  const notice = useView((state) => state.notice)
  useEffect(() => {
    if (!notice) return undefined
    const timer = setTimeout(() => editor.set({ notice: null }), NOTICE_MS)
    return () => clearTimeout(timer)
  }, [editor, notice])
  return notice ? (
    <p className="ws-notice" role="status">
      {notice.text}
    </p>
  ) : null
}

/** Says what is selected and where the playhead rests, to those who listen. */
export function LiveRegion() {
  const editor = useEditor()
  useChanges(editor.store)
  useView((state) => state.selected)
  useView((state) => state.others)
  const resting = usePlayer((player) => (player.speed === 0 && player.settled ? player.shown : -1))
  return (
    <p className="ws-unseen" aria-live="polite">
      {resting >= 0 && spoken(editor, resting)}
    </p>
  )
}
