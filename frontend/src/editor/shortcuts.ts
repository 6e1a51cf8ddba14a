/** The keys of commands as this person has them. */
import { t } from "@lingui/core/macro"
import { command } from "../editor-core/commands/registry"
import { keysOf } from "../editor-core/keys/shortcuts"
import { said, type Words } from "../editor-core/words"
import { useTaste } from "../ui/preferences"

/** The key of a command that is shown beside it; nothing where it has none. */
export function useKeyOf(id: string): string {
  const taste = useTaste()
  return keysOf(command(id), taste)[0] ?? ""
}

/** The name of a button with its key, as it is read aloud. */
export function named(words: Words, key: string): string {
  const label = said(words)
  return key === "" ? label : t`${label}, key ${key}`
}
