/** The key of an action of quick-tag mode, as this person has it. */
import { Key } from "../../editor/parts"
import { useQuickKeysOf } from "./useQuickKeys"

export function KeyOf({ id }: { id: string }) {
  const [key = ""] = useQuickKeysOf(id)
  return (
    <>
      {key.split("+").map((part) => part && <Key key={part}>{part === "Enter" ? "↵" : part}</Key>)}
    </>
  )
}
