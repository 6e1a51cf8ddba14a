/** The classes that the person used last in a project: the next clip begins with them, on any computer. */
import { useEffect } from "react"
import type { Editor } from "../../editor-core/editor"
import { equal } from "../../editor-core/equal"
import { prefer, preferences } from "../../ui/preferences"

/** Begins with what was used last, and keeps what is used now once the clip is left. */
export function useLastUsed(editor: Editor | null): void {
  useEffect(() => {
    if (!editor) return undefined
    const key = String(editor.desk.projectId)
    const known = preferences().projects?.[key]
    const there = (id: number | null | undefined) => (id && editor.desk.classes.some((one) => one.id === id && !one.archived) ? id : null)
    const drawn = Object.entries(known?.drawn ?? {}).flatMap(([tool, id]): [string, number][] => (there(id) === null ? [] : [[tool, id ?? 0]]))
    editor.set({ lastClass: there(known?.class_id), drawn: Object.fromEntries(drawn) })
    const before = usedIn(editor)
    const keep = () => {
      const now = usedIn(editor)
      // What could not be kept is only a convenience; the next clip tries again.
      if (!equal(now, before)) void prefer({ projects: { [key]: now } }).catch(() => undefined)
    }
    window.addEventListener("pagehide", keep)
    return () => {
      window.removeEventListener("pagehide", keep)
      keep()
    }
  }, [editor])
}

function usedIn({ state }: Editor) {
  return { class_id: state.lastClass, drawn: { ...state.drawn } as Record<string, number> }
}
