/** All clips as rows, with the recording that each was cut from. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type RefObject, useEffect, useState } from "react"
import type { Item } from "../../api/types"
import { Avatar, StageDot } from "../../ui/parts"
import { clock, count } from "../../ui/words"
import { ChooseBox, chooseInstead, Tags } from "./Card"
import type { Listing } from "./listing"

const ROW = 44

export function List({ listing, scroller }: { listing: Listing; scroller: RefObject<HTMLDivElement | null> }) {
  const { items } = listing
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingEnd: 96,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => listing.near(last + 1), [last, listing])
  return (
    <div role="table" aria-label={t`Clips`} aria-rowcount={items.length} className="card clip-table">
      <div role="row" className="clip-row head">
        {["", t`Name`, t`Recording`, t`Stage`, t`Tags`, t`Frames`, t`Length`, t`Assignee`].map((name) => (
          <span key={name} role="columnheader">
            {name || <span className="hidden-text"><Trans>Selected</Trans></span>}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ position: "relative", height: rows.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index]
          return item && <Row key={item.id} item={item} listing={listing} top={row.start} index={row.index} />
        })}
      </div>
    </div>
  )
}

function Row({ item, listing, top, index }: { item: Item; listing: Listing; top: number; index: number }) {
  const { chosen, href, onChoose, onFocus, slots } = listing.propsOf(item)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={chosen ? "clip-row at sel" : "clip-row at"}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onFocus(item.id)}
    >
      <span role="cell">
        <ChooseBox item={item} chosen={chosen} onChoose={onChoose} />
      </span>
      <span role="cell" className="cut">
        <Link className="b5 plain" to={href} data-clip={item.id} title={item.error ?? item.name} onClick={(event) => chooseInstead(event, item.id, onChoose)}>
          {item.name}
        </Link>
        {item.state !== "ready" && <State item={item} />}
      </span>
      <span role="cell">
        <Recording item={item} onSource={listing.onSource} />
      </span>
      <span role="cell" className="row">
        <StageDot kind={item.stage_kind} />
        <span className="cut">{listing.stageName(item.stage)}</span>
      </span>
      <span role="cell" className="row" style={{ gap: 4 }}>
        <Tags item={item} slots={slots} shown={2} />
      </span>
      <span role="cell" className="num t2 end">{item.frames === null ? "" : count(item.frames)}</span>
      <span role="cell" className="num t2 end">{item.seconds === null ? "" : clock(item.seconds)}</span>
      <span role="cell">
        <Avatar person={item.assignee} />
      </span>
    </div>
  )
}

function State({ item }: { item: Item }) {
  if (item.state === "failed") return <span className="s12 bad cut"> {item.error ?? t`Could not be read`}</span>
  return <span className="s12 t3"> {item.state === "uploading" ? t`Uploading` : t`Preparing`}</span>
}

function Recording({ item, onSource }: { item: Item; onSource: Listing["onSource"] }) {
  const [text, setText] = useState<string | null>(null)
  if (!onSource) return <span className="cut t2">{item.source}</span>
  const keep = () => {
    const source = text?.trim()
    if (source && source !== item.source) onSource(item.id, source)
    setText(null)
  }
  return (
    <input
      className="cell-input"
      aria-label={t`Recording of ${item.name}`}
      value={text ?? item.source}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur()
        if (event.key === "Escape") setText(null)
      }}
    />
  )
}
