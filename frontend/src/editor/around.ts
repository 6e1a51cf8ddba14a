/** What the page knows about the clip besides its labels, and what it can do for the editor. */
import { createContext, type ReactNode, useContext } from "react"
import type { LateEdit } from "../editor-core/lateEdits"
import type { Past } from "../editor-core/past"
import type { Doubt } from "../editor-core/types"
import type { Decision } from "./SuggestionList"

export interface Person {
  readonly id: number
  readonly name: string
}

export interface Remark {
  readonly id: number
  readonly frame: number
  readonly text: string
  readonly author: Person
  readonly created_at: string
  readonly resolved: boolean
}

/** The edits of the clip that were read so far, newest first. */
export interface PastPages {
  readonly edits: readonly Past[]
  readonly loading: boolean
  /** Reads older ones; null where there are none. */
  readonly more: (() => void) | null
}

/** A labeled clip that is like this one, with the classes that people gave it. */
export interface Alike {
  readonly id: number
  readonly name: string
  readonly poster: string | null
  /** 1 is the same. */
  readonly similarity: number
  readonly classes: readonly number[]
}

/** How far a clip is that is not ready, or why it never will be. */
export interface Preparation {
  readonly text: string
  readonly failed: boolean
}

export interface Around {
  readonly projectName: string
  readonly dataUrl: string
  readonly clip: {
    readonly name: string
    readonly folder: string
    readonly stage: string
    readonly stageKind: string
    readonly source: string
    readonly rateText: string
    /** Where its own file is by now: stored, read in place, or removed. */
    readonly original: string
    /** Where the server draws a frame in the size of the original. */
    readonly stillUrl: (frame: number) => string
    readonly sprite: { readonly url: string; readonly columns: number; readonly rows: number; readonly count: number } | null
    readonly why: string | null
    readonly rejected: { readonly reason: string; readonly by: string } | null
    readonly assignee: string | null
  }
  readonly remarks: readonly Remark[]
  readonly people: readonly Person[]
  /** Who else changed a label moments ago, by the label's id. */
  readonly touched: ReadonlyMap<string, number>
  readonly position: { readonly at: number; readonly of: number } | null
  /** Work that came too late; whoever may decides what becomes of it. */
  readonly suggestions: { readonly edits: readonly LateEdit[]; readonly decide: ((decision: Decision) => void) | undefined }
  readonly past: PastPages
  /** The labeled clips most like this one. */
  readonly alike: readonly Alike[]
  readonly clipUrl: (id: number) => string
  /** Where unlabeled clips like this one can be labeled by its example. */
  readonly similarUrl: string
  /** How unsure the newest model is along the clip, from stretch to stretch; none where it did not look at it. */
  readonly doubt: readonly Doubt[]
  /** How far the clip is that can only be looked at so far; null once it is ready. */
  readonly preparing: Preparation | null
  /** Starts the search for shots, where the person may and it is not done. */
  readonly findShots: (() => void) | null
  readonly submitLabel: string
  readonly canSubmit: boolean
  readonly submitting: boolean
  readonly comment: (text: string) => Promise<void>
  readonly resolve: (id: number, resolved: boolean) => Promise<void>
  readonly signIn: () => void
  /** The way to the changes that wait for a person, of all clips. */
  readonly troubles: ReactNode
}

export const AroundContext = createContext<Around | null>(null)

/** What lies around the editor. */
export function useAround(): Around {
  const around = useContext(AroundContext)
  if (!around) throw new Error("An editor component needs an AroundContext around it")
  return around
}
