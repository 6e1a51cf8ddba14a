/** Where in a sprite sheet the picture for a moment lies. */
import type { Sprite } from "../../api/types"

/** The picture nearest to a share of the clip's length. */
export function pictureAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)))
}

/** The frame that a share of the clip's length falls on. */
export function frameAt(share: number, frames: number): number {
  return pictureAt(share, frames)
}

/** The CSS background that shows one picture of the sheet in a box of any size. */
export function backgroundOf(sprite: Sprite, picture: number): {
  backgroundImage: string
  backgroundSize: string
  backgroundPosition: string
} {
  const column = picture % sprite.columns
  const row = Math.floor(picture / sprite.columns)
  return {
    backgroundImage: `url("${sprite.url}")`,
    backgroundSize: `${sprite.columns * 100}% ${sprite.rows * 100}%`,
    backgroundPosition: `${percent(column, sprite.columns)} ${percent(row, sprite.rows)}`,
  }
}

/** CSS counts the position from 0 % at the first to 100 % at the last cell. */
function percent(index: number, cells: number): string {
  return `${cells > 1 ? (index / (cells - 1)) * 100 : 0}%`
}
