/** What grid and list share: the loaded clips, and what a clip's card needs. */
import type { Item } from "../../api/types"
import type { ClipProps } from "./Card"

export interface Listing {
  readonly items: readonly Item[]
  /** Load more when so many clips from the start are near the window. */
  readonly near: (index: number) => void
  readonly propsOf: (item: Item) => Omit<ClipProps, "item">
  /** Absent where the person may not change it. */
  readonly onSource: ((id: number, source: string) => void) | null
  readonly stageName: (stage: string) => string
}
