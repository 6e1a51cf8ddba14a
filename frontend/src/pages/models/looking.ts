/** Maps of where a model looked, as pixels. */
import type { SaliencyMap } from "../../api/evaluationTypes"

/** How dark it is where nothing spoke for the class, and how violet where most did; of 255. */
const VEIL = 150
const GLOW = 90
/** Violet always means a model. */
const MODEL = [196, 161, 255] as const

/** The strength of each place of a moment, row by row, 0 to 255; none where what was sent does not fit. */
export function strengths({ rows, columns, moments }: SaliencyMap, moment: number): Uint8Array {
  const text = atob(moments[moment]?.map ?? "")
  const found = Uint8Array.from(text, (sign) => sign.charCodeAt(0))
  return found.length === rows * columns ? found : new Uint8Array(rows * columns)
}

/** What is laid over the picture: it darkens what was not looked at. RGBA, row by row. */
export function veil(strength: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * strength.length)
  strength.forEach((one, at) => {
    const share = one / 255
    pixels.set([...MODEL.map((color) => color * share), VEIL * (1 - share) + GLOW * share], 4 * at)
  })
  return pixels
}
