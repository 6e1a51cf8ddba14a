/** A square from 0 to 1 across and up, with its lines and what both sides are: charts of shares lie on it. */
import type { ReactNode } from "react"
import { figure } from "../../ui/words"

const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** Where the square lies in a drawing, in its units. */
export interface Square {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where a share of the width lies. */
export const across = ({ left, right }: Square, share: number): number => left + share * (right - left)
/** Where a share of the height lies, counted from below. */
export const up = ({ top, bottom }: Square, share: number): number => bottom - share * (bottom - top)

interface AxesProps {
  readonly square: Square
  readonly below: ReactNode
  readonly beside: ReactNode
}

export function Axes({ square, below, beside }: AxesProps) {
  return (
    <>
      {TICKS.map((tick) => (
        <g key={tick}>
          <line className="g" x1={square.left} x2={square.right} y1={up(square, tick)} y2={up(square, tick)} />
          <text x={square.left - 6} y={up(square, tick) + 4} textAnchor="end">
            {figure(tick)}
          </text>
          <text x={across(square, tick)} y={square.bottom + 17} textAnchor="middle">
            {figure(tick)}
          </text>
        </g>
      ))}
      <text x={across(square, 0.5)} y={square.bottom + 32} textAnchor="middle">
        {below}
      </text>
      <text transform={`translate(13 ${up(square, 0.5)}) rotate(-90)`} textAnchor="middle">
        {beside}
      </text>
    </>
  )
}

/** From corner to corner. */
export function Diagonal({ square }: { square: Square }) {
  return <line className="diag" x1={square.left} y1={square.bottom} x2={square.right} y2={square.top} />
}
