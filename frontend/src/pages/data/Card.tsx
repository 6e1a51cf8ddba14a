/** One clip in the grid. */
import { t } from "@lingui/core/macro"
import { IconCheck } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { MouseEvent } from "react"
import type { Item, LabelClass } from "../../api/types"
import { Avatar, TagChip } from "../../ui/parts"
import { Thumbnail } from "./Thumbnail"

const SHOWN_TAGS = 1

export interface ClipProps {
  readonly item: Item
  readonly chosen: boolean
  readonly slots: ReadonlyMap<number, number>
  readonly share: number | null
  readonly href: string
  readonly onChoose: (id: number, range: boolean) => void
  readonly onFocus: (id: number) => void
}

/** The color slot of each class. */
export function slotsOf(classes: readonly LabelClass[]): ReadonlyMap<number, number> {
  return new Map(classes.map(({ id, color }) => [id, color]))
}

export function Card({ item, chosen, slots, share, href, onChoose, onFocus }: ClipProps) {
  return (
    <article className={chosen ? "clip sel" : "clip"} onFocus={() => onFocus(item.id)}>
      <Link className="open" to={href} data-clip={item.id} onClick={(event) => chooseInstead(event, item.id, onChoose)}>
        <Thumbnail item={item} share={share} />
        <span className="hidden-text">{item.error ? `${item.name}: ${item.error}` : t`Open ${item.name}`}</span>
      </Link>
      <ChooseBox item={item} chosen={chosen} onChoose={onChoose} />
      <div className="cap">
        <span className="cut b5" title={item.name}>
          {item.name}
        </span>
        <div className="row" style={{ gap: 6, height: 20 }}>
          <Tags item={item} slots={slots} />
          <span className="grow" />
          <Avatar person={item.assignee} />
        </div>
      </div>
    </article>
  )
}

/** Shift and a click choose instead of opening. */
export function chooseInstead(event: MouseEvent, id: number, onChoose: ClipProps["onChoose"]): void {
  if (!event.shiftKey) return
  event.preventDefault()
  onChoose(id, true)
}

export function Tags({ item, slots, shown = SHOWN_TAGS }: Pick<ClipProps, "item" | "slots"> & { shown?: number }) {
  const seen = [...new Map(item.tags.map((tag) => [`${tag.class_id} ${tag.source}`, tag])).values()]
  const more = seen.slice(shown)
  return (
    <>
      {seen.slice(0, shown).map((tag) => (
        <TagChip key={tag.annotation} tag={tag} slot={slots.get(tag.class_id) ?? 1} />
      ))}
      {more.length > 0 && (
        <span className="t3 s12" title={more.map((tag) => tag.class).join(", ")}>
          +{more.length}
        </span>
      )}
    </>
  )
}

export function ChooseBox({ item, chosen, onChoose }: Pick<ClipProps, "item" | "chosen" | "onChoose">) {
  return (
    <button
      type="button"
      role="checkbox"
      className="choose"
      aria-checked={chosen}
      aria-label={t`Select ${item.name}`}
      onClick={(event) => onChoose(item.id, event.shiftKey)}
    >
      <span className={chosen ? "chk on" : "chk"}>{chosen && <IconCheck size={12} stroke={2.4} aria-hidden />}</span>
    </button>
  )
}
