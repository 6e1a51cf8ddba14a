/** How React sees the editor core: one editor in a context, and hooks that listen to its parts. */
import { createContext, useContext, useSyncExternalStore } from "react"
import { useStore } from "zustand"
import type { Editor } from "../editor-core/editor"
import type { FrameSource } from "../editor-core/frames/source"
import type { Observable } from "../editor-core/observable"
import type { ViewState } from "../editor-core/viewState"

export const EditorContext = createContext<Editor | null>(null)

/** The editor of the clip on the desk. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error("An editor component needs an EditorContext around it")
  return editor
}

/** Something of the view state; the component renders again when it changes. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useEditor().view, select)
}

/** Render again whenever something observable changes. */
export function useChanges(observable: Observable): number {
  return useSyncExternalStore(observable.subscribe, () => observable.changes)
}

/** Whether the labels of the clip are here; they may come after its picture. */
export function useLabelsAreHere({ store }: Editor): boolean {
  return useSyncExternalStore(store.subscribe, () => store.loaded)
}

/** Something of the player; it must be a plain value. */
export function usePlayer<T extends string | number | boolean | null>(select: (player: FrameSource) => T): T {
  const { player } = useEditor()
  return useSyncExternalStore(player.subscribe, () => select(player))
}

/** The records as they are shown now, with what is being dragged. */
export function useRecords() {
  const editor = useEditor()
  useChanges(editor.store)
  useView((state) => state.preview)
  useView((state) => state.suggestion)
  return editor.records
}
