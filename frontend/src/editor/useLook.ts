/** Looking at something on the clip that is not so, such as how it was or what somebody else says. */
import { useEffect, useState } from "react"
import type { Change } from "../editor-core/types"
import { useEditor, useView } from "./context"

/** What the picture and the timeline show on top of the labels, and what that is called here. */
interface Looked<Name> {
  readonly name: Name
  readonly changes: readonly Change[]
}

/** One thing at a time is looked at, until whatever else is shown takes its place, or whoever offered it is gone. */
export function useLook<Name>() {
  const editor = useEditor()
  const [chosen, setChosen] = useState<Looked<Name> | null>(null)
  const looked = useView((state) => (chosen && state.preview === chosen.changes ? chosen : null))
  const look = (name: Name, changes: readonly Change[]) => {
    editor.set({ preview: changes })
    setChosen({ name, changes })
  }
  const leave = () => {
    if (looked) editor.set({ preview: [] })
    setChosen(null)
  }
  const changes = chosen?.changes
  useEffect(
    () => () => {
      if (changes && editor.state.preview === changes) editor.set({ preview: [] })
    },
    [editor, changes],
  )
  return { look, looked, leave }
}
