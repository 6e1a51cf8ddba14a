/** Mixing colors for the canvas, which has no color-mix(). */

type Rgb = readonly [number, number, number]

const parsed = new Map<string, Rgb>()
const mixes = new Map<string, string>()

/** `share` of one color over another. Colors are `#rrggbb`. */
export function mixed(over: string, under: string, share: number): string {
  const key = `${over}${under}${share}`
  const known = mixes.get(key)
  if (known !== undefined) return known
  const [a, b] = [rgb(over), rgb(under)]
  const mix = (at: 0 | 1 | 2) => Math.round(a[at] * share + b[at] * (1 - share))
  const result = `rgb(${mix(0)} ${mix(1)} ${mix(2)})`
  mixes.set(key, result)
  return result
}

/** The color, see-through. */
export function withAlpha(color: string, alpha: number): string {
  const [red, green, blue] = rgb(color)
  return `rgb(${red} ${green} ${blue} / ${alpha})`
}

function rgb(color: string): Rgb {
  const known = parsed.get(color)
  if (known) return known
  const short = /^#[0-9a-f]{3}$/i.test(color)
  const hex = short ? color.replace(/[0-9a-f]/gi, "$&$&") : color
  const value = /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : 0x8c97a6
  const result: Rgb = [value >> 16, (value >> 8) & 255, value & 255]
  parsed.set(color, result)
  return result
}
