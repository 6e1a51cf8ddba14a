/** What of a clip plays, as the editor needs it. */
import type { Item } from "../../api/types"
import { type ClipMedia, NO_MEDIA } from "../../editor-core/frames/media"
import type { ClipFacts } from "../../editor-core/types"
import type { Footage } from "./clip"

/** The frames of a clip, their times and their size. */
export function factsOf({ item, map }: Footage): ClipFacts {
  const rate = map.rate.numerator / map.rate.denominator
  return { id: item.id, frames: map.frames, rate, width: item.width ?? 16, height: item.height ?? 9, seconds: map.seconds }
}

/** The files of a clip: its proxy, or the segments there are while it is prepared. */
export function mediaOf({ media, state, frames }: Item): ClipMedia {
  if (!media) return NO_MEDIA
  const whole = [{ url: media.proxy, start: 0, frames: frames ?? 0 }]
  const { audio, waveform, segments } = media
  return { parts: state === "ready" ? whole : segments, sheet: media.sprite, audio, waveform }
}
