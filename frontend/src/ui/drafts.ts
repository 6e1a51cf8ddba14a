/** What was typed and not sent: kept for each person and place until it is. */
import { useQuery } from "@tanstack/react-query"
import { useSyncExternalStore } from "react"
import { sessionQuery } from "../api/queries"
import { Observable } from "../editor-core/observable"
import { useLast } from "./useLast"

export class Drafts extends Observable {
  /** What this page has read or written, also where the browser keeps nothing. */
  private readonly known = new Map<string, string>()

  read(key: string): string {
    const text = this.known.get(key) ?? stored(key)
    this.known.set(key, text)
    return text
  }

  write(key: string, text: string): void {
    this.known.set(key, text)
    try {
      if (text === "") localStorage.removeItem(KEY + key)
      else localStorage.setItem(KEY + key, text)
    } catch {
      // It stays for as long as the page does.
    }
    this.tell()
  }

  /** A text arrived; what was typed since stays. */
  sent(key: string, text: string): void {
    if (this.read(key) === text) this.write(key, "")
  }
}

const KEY = "cliploop.draft|"
const drafts = new Drafts()

function stored(key: string): string {
  try {
    return localStorage.getItem(KEY + key) ?? ""
  } catch {
    return ""
  }
}

/** What somebody is writing somewhere. */
export interface Draft {
  readonly text: string
  readonly write: (text: string) => void
  readonly sent: (text: string) => void
}

/** Where one comments on a clip, in the workspace or in review. */
export function commentPlace(clipId: number): string {
  return `comment ${clipId}`
}

/** What the person typed in a place, as `comment 7`, on this or an earlier visit. */
export function useDraft(place: string): Draft {
  // Who has to sign in again goes on writing.
  const user = useLast(useQuery({ ...sessionQuery, enabled: false }).data?.user?.id)
  const key = `${user ?? ""}|${place}`
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.read(key))
  return { text, write: (now) => drafts.write(key, now), sent: (gone) => drafts.sent(key, gone) }
}
