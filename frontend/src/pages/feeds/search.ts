/** What the address of a feed says besides its kind. */

export const MOST_TEXT = 200

export interface FeedSearch {
  readonly class?: string
  readonly t?: string
  readonly of?: string
  /** What the clips are to show, in words. */
  readonly text?: string
}

/** Those parts of an address that mean something here. */
export function readFeedSearch({ class: classId, t, of, text }: Record<string, unknown>): FeedSearch {
  // What looks like a number comes as one.
  const typed = typeof text === "string" || typeof text === "number" ? `${text}` : ""
  return {
    ...(/^\d+$/.test(String(classId)) ? { class: String(classId) } : {}),
    ...(/^0?\.\d+$|^1$/.test(String(t)) ? { t: String(t) } : {}),
    ...(/^\d+(,\d+)*$/.test(String(of)) ? { of: String(of) } : {}),
    ...(typed.trim() === "" ? {} : { text: typed.slice(0, MOST_TEXT) }),
  }
}
