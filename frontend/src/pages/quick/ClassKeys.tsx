/** One class per key, with what the model thinks of it. */
import { t } from "@lingui/core/macro"
import { IconCheck } from "@tabler/icons-react"
import { type MouseEvent } from "react"
import { useChanges } from "../../editor/context"
import { classColor, Key, Swatch } from "../../editor/parts"
import { tag, toggle } from "../../editor-core/quick/acts"
import { sharesOf } from "../../editor-core/quick/choose"
import type { Deck } from "../../editor-core/quick/deck"
import type { QuickClip } from "../../editor-core/quick/supply"
import type { LabelClass } from "../../editor-core/types"
import { decimal } from "../../ui/words"

const MOST = 12

export function ClassKeys({ deck }: { deck: Deck }) {
  return deck.current ? <Keys deck={deck} clip={deck.current} /> : <section className="qt-keys" aria-label={t`Classes`} />
}

function Keys({ deck, clip }: { deck: Deck; clip: QuickClip }) {
  useChanges(clip.editor.store)
  const shares = sharesOf(clip.editor.store.view, clip.said)
  const { guess, chosen, tags } = deck
  const shown = tags.slice(0, MOST)
  return (
    <section className="qt-keys" aria-label={t`Classes`} data-many={shown.length > 6 || undefined}>
      {shown.map((labelClass) => (
        <ClassKey
          key={labelClass.id}
          deck={deck}
          labelClass={labelClass}
          share={shares.size > 0 ? (shares.get(labelClass.id) ?? 0) : null}
          guessed={guess?.classId === labelClass.id}
          on={chosen.includes(labelClass.id)}
        />
      ))}
    </section>
  )
}

interface ClassKeyProps {
  readonly deck: Deck
  readonly labelClass: LabelClass
  /** What the model says; null where it says nothing of any class. */
  readonly share: number | null
  readonly guessed: boolean
  readonly on: boolean
}

function ClassKey({ deck, labelClass, share, guessed, on }: ClassKeyProps) {
  const { id, name, color, hotkey } = labelClass
  const press = (event: MouseEvent) => (event.shiftKey ? toggle : tag)(deck, id)
  const figure = share === null ? undefined : decimal(share, 2)
  return (
    <button
      type="button"
      className={`qt-key${guessed ? " guess" : ""}${on ? " on" : ""}`}
      style={{ "--c": classColor(color) }}
      data-command="tag"
      aria-pressed={on}
      aria-keyshortcuts={hotkey === null ? undefined : String(hotkey)}
      title={t`Click to tag and go on, Shift and click to put it on and stay`}
      onClick={press}
    >
      <span className="qt-key-row">
        {hotkey !== null && (
          <span aria-hidden="true">
            <Key>{hotkey}</Key>
          </span>
        )}
        <span className="qt-key-name" aria-hidden={figure !== undefined}>
          {name}
        </span>
        {figure !== undefined && <span className="hidden-text">{t`${name}, the model says ${figure}`}</span>}
        {on ? <IconCheck size={16} stroke={2} aria-hidden /> : <Swatch slot={color} />}
      </span>
      {share !== null && (
        <span className="qt-share" aria-hidden="true">
          <span className="qt-bar">
            <i style={{ transform: `scaleX(${share})` }} />
          </span>
          <span className="ws-num">{figure}</span>
        </span>
      )}
    </button>
  )
}
