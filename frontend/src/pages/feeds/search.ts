/** What the address of a feed says besides its kind. */

export interface FeedSearch {
  readonly class?: string
  readonly t?: string
  readonly of?: string
}

/** Those parts of an address that mean something here. */
export function readFeedSearch({ class: classId, t, of }: Record<string, unknown>): FeedSearch {
  return {
    ...(/^\d+$/.test(String(classId)) ? { class: String(classId) } : {}),
    ...(/^0?\.\d+$|^1$/.test(String(t)) ? { t: String(t) } : {}),
    ...(/^\d+(,\d+)*$/.test(String(of)) ? { of: String(of) } : {}),
  }
}
