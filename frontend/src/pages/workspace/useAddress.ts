/** The frame and the selection in the address, so that it can be copied, reloaded and gone back to. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useEffect } from "react"
import type { Editor } from "../../editor-core/editor"

const WAIT_MS = 300

export interface Address {
  readonly projectId: number
  readonly itemId: number
  readonly search: Readonly<Record<string, unknown>>
}

/** What the address says. */
export function useAddress(): Address {
  const { project, item } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  return { projectId: Number(project), itemId: Number(item), search }
}

/** Follow the address once when a clip opens; from then on the address follows. */
export function useAddressOf(editor: Editor | null, search: Address["search"]): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (!editor) return undefined
    const frame = Number(search.f ?? 0)
    if (Number.isInteger(frame)) editor.player.seek(frame)
    if (typeof search.o === "string") editor.set({ selected: search.o })
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(write, WAIT_MS)
    }
    let written = ""
    const write = () => {
      const { player, state } = editor
      const now = { f: player.shown || undefined, o: state.selected ?? undefined }
      if (player.speed !== 0 || !player.settled || written === JSON.stringify(now)) return
      written = JSON.stringify(now)
      void navigate({ to: ".", search: (before: object) => ({ ...before, ...now }), replace: true, resetScroll: false })
    }
    const stop = [editor.player.subscribe(later), editor.view.subscribe(later)]
    return () => {
      clearTimeout(timer)
      for (const each of stop) each()
    }
    // Only a new clip reads the address; reading it on each change would undo the person's moves.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- by identity of the editor, see above
  }, [editor, navigate])
}
