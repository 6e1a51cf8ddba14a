/** A clip's picture; the pointer or Shift and the arrows move through the clip. */
import { t } from "@lingui/core/macro"
import { IconAlertTriangle, IconLoader2 } from "@tabler/icons-react"
import { type PointerEvent, useState } from "react"
import type { Item } from "../../api/types"
import { clock } from "../../ui/words"
import { backgroundOf, frameAt, pictureAt } from "./sprite"

interface ThumbnailProps {
  readonly item: Item
  /** Where the keyboard is in the clip, 0 to 1. */
  readonly share: number | null
}

export function Thumbnail({ item, share }: ThumbnailProps) {
  const [hover, setHover] = useState<number | null>(null)
  const at = hover ?? share
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType !== "mouse" || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setHover(Math.min(1, Math.max(0, (event.clientX - left) / width)))
  }
  return (
    <div className="th" aria-hidden onPointerMove={move} onPointerLeave={() => setHover(null)}>
      {item.media?.poster ? <Picture item={item} at={at} /> : <Unready item={item} />}
      {item.seconds !== null && <span className="dur num">{clock(item.seconds)}</span>}
    </div>
  )
}

function Picture({ item: { media, seconds, frames }, at }: { item: Item; at: number | null }) {
  if (!media) return null
  const { sprite } = media
  if (at === null || !sprite) return <img src={media.poster} alt="" loading="lazy" decoding="async" />
  return (
    <>
      <div className="sprite" style={backgroundOf(sprite, pictureAt(at, sprite.count))} />
      <span className="scrub" style={{ width: `${at * 100}%` }} />
      <span className="scrubt num" style={{ left: `clamp(42px, ${at * 100}%, calc(100% - 42px))` }}>
        {clock(at * (seconds ?? 0))} · f {frameAt(at, frames ?? 1)}
      </span>
    </>
  )
}

function Unready({ item }: { item: Item }) {
  if (item.state === "failed") {
    return (
      <div className="unready bad">
        <IconAlertTriangle size={20} stroke={1.6} aria-hidden />
        <span className="s12">{item.error ?? t`This file could not be read. Upload it again.`}</span>
      </div>
    )
  }
  return (
    <div className="unready t2">
      <IconLoader2 size={20} stroke={1.6} aria-hidden />
      <span className="s12">{item.state === "uploading" ? t`Uploading` : t`Preparing. It can be labeled soon.`}</span>
    </div>
  )
}
