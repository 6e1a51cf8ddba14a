/** How sure the model is: how many clips at each confidence, and the range that is asked for. */
import { t } from "@lingui/core/macro"
import { RangeSlider } from "@mantine/core"
import { useState } from "react"
import { clipCount, decimal } from "../../ui/words"
import { confidenceOf, type DataSearch, withConfidence } from "./filters"
import { Section } from "./Section"

interface ConfidenceProps {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  /** Clips in each of equal steps from 0 to 1. */
  readonly bins: readonly number[]
}

export function Confidence({ search, onSearch, bins }: ConfidenceProps) {
  const [moving, setMoving] = useState<[number, number] | null>(null)
  const [low, high] = moving ?? confidenceOf(search)
  const asked = low > 0 || high < 1
  if (!asked && bins.every((clips) => clips === 0)) return null
  return (
    <Section title={t`Confidence`} note={`${decimal(low, 2)} – ${decimal(high, 2)}`}>
      <div className="confidence">
        <Histogram bins={bins} low={low} high={high} />
        <RangeSlider
          min={0}
          max={1}
          step={0.01}
          minRange={0.01}
          size={2}
          label={null}
          thumbSize={14}
          thumbFromLabel={t`Lowest confidence`}
          thumbToLabel={t`Highest confidence`}
          value={[low, high]}
          onChange={setMoving}
          onChangeEnd={(range) => {
            setMoving(null)
            onSearch(withConfidence(search, range))
          }}
        />
      </div>
    </Section>
  )
}

function Histogram({ bins, low, high }: { bins: readonly number[]; low: number; high: number }) {
  const most = Math.max(1, ...bins)
  const total = bins.reduce((sum, clips) => sum + clips, 0)
  const fullest = bins.indexOf(Math.max(...bins)) / bins.length
  return (
    <div className="histogram" role="img" aria-label={t`${clipCount(total)} with a confidence, most of them from ${decimal(fullest, 2)} on`}>
      {bins.map((clips, at) => (
        <i key={at} className={touches(at, bins.length, low, high) ? "in" : ""} style={{ height: `${(clips / most) * 100}%` }} />
      ))}
    </div>
  )
}

/** Whether any of a bin lies in the range. */
export function touches(at: number, bins: number, low: number, high: number): boolean {
  return (at + 1) / bins > low && at / bins < high
}
