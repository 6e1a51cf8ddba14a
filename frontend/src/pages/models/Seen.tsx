/** Where in a clip a model looked: what spoke for a class stays light, moment by moment. */
import { t } from "@lingui/core/macro"
import { useEffect, useRef } from "react"
import type { SaliencyMap } from "../../api/evaluationTypes"
import type { Item } from "../../api/types"
import { decimal, percent } from "../../ui/words"
import { backgroundOf, pictureAt } from "../data/sprite"
import { strengths, veil } from "./looking"

interface SeenProps {
  readonly item: Item
  readonly map: SaliencyMap
  readonly moment: number
}

/** The clip's picture at a moment, with what was not looked at in the dark. */
export function Seen({ item, map, moment }: SeenProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const image = new ImageData(veil(strengths(map, moment)), map.columns, map.rows)
    canvas.current?.getContext("2d")?.putImageData(image, 0, 0)
  }, [map, moment])
  return (
    <span className="md-seen">
      <Still item={item} frame={map.moments[moment]?.frame ?? 0} />
      <canvas ref={canvas} width={map.columns} height={map.rows} />
    </span>
  )
}

/** The picture of a frame, out of the sheet of small ones. */
function Still({ item: { media, frames }, frame }: { item: Item; frame: number }) {
  if (!media) return <span className="none" />
  const { sprite, poster } = media
  if (!sprite || sprite.count === 0) return <img src={poster} alt="" loading="lazy" decoding="async" />
  const picture = pictureAt(frame / Math.max(frames ?? 1, 1), sprite.count)
  return <span className="still" style={{ ...backgroundOf(sprite, picture), aspectRatio: `${sprite.width} / ${sprite.height}` }} />
}

/** How much of what spoke for the class was in each part of the clip; one of them is shown. */
export function Moments({ item, map: { moments }, moment, onChoose }: SeenProps & { readonly onChoose: (moment: number) => void }) {
  const most = Math.max(...moments.map(({ share }) => share), 0)
  const words = wordsOf(item, moments[moment])
  return (
    <>
      <span className="md-moments">
        {moments.map(({ frame, share }, at) => (
          <i key={`${at}:${frame}`} className={at === moment ? "on" : undefined} style={{ height: `${most > 0 ? Math.max(8, (share / most) * 100) : 8}%` }} />
        ))}
        <input
          type="range"
          min={0}
          max={moments.length - 1}
          value={moment}
          aria-label={t`Moment of ${item.name}`}
          aria-valuetext={words}
          onChange={({ currentTarget: { value } }) => onChoose(Number(value))}
        />
      </span>
      <span className="t2 s12 num">{words}</span>
    </>
  )
}

/** When it was, and how much of all was then: `1.2 s · 34 %`. */
function wordsOf({ rate, frames, seconds }: Item, moment: SaliencyMap["moments"][number] | undefined): string {
  if (!moment) return ""
  const at = rate ? (moment.frame * rate.denominator) / rate.numerator : ((seconds ?? 0) * moment.frame) / Math.max(frames ?? 1, 1)
  return t`${decimal(at, 1)} s · ${percent(moment.share)} of it`
}
