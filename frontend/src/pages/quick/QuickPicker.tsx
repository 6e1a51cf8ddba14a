/** The picker of classes in quick-tag mode: what is picked tags the clip; with Shift, the clip stays. */
import { t } from "@lingui/core/macro"
import { ClassFinder } from "../../editor/ClassFinder"
import { tag, toggle } from "../../editor-core/quick/acts"
import type { Deck } from "../../editor-core/quick/deck"

export function QuickPicker({ deck, onClose }: { deck: Deck; onClose: () => void }) {
  return (
    <ClassFinder
      classes={deck.tags}
      placeholder={t`Type a name, Enter tags the clip`}
      onPick={({ id }, here) => (here ? toggle : tag)(deck, id)}
      onClose={onClose}
    />
  )
}
