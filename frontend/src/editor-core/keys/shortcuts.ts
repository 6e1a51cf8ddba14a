/** Which keys mean what for a person: the usual ones, those of their keyboard, those they chose. */
import { msg, t } from "@lingui/core/macro"
import { namesOf, type Press } from "../keymap"
import { said, type Words } from "../words"
import { layoutOf } from "./layouts"

export type Surface = "work" | "quick" | "review" | "data" | "feeds"

export const SURFACES: Readonly<Record<Surface, Words>> = {
  work: msg`Workspace`,
  quick: msg`Quick-tag`,
  review: msg`Review`,
  data: msg`Data`,
  feeds: msg`Feeds`,
}

/** Something that a key can do. The same id on two surfaces is the same action. */
export interface Action {
  readonly id: string
  readonly label: Words
  readonly group: string
  /** Names of keys as `namesOf` gives them; the first one is shown. */
  readonly keys: readonly string[]
  /** Keys that belong to classes, which say themselves which is whose. */
  readonly fixed?: boolean
}

const GROUPS: Readonly<Record<string, Words>> = {
  Play: msg`Play`,
  Move: msg`Move`,
  Label: msg`Label`,
  Draw: msg`Draw`,
  Decide: msg`Decide`,
  View: msg`View`,
  Work: msg`Work`,
}

/** What a group of actions is called. */
export function groupName(group: string): string {
  return said(GROUPS[group] ?? group)
}

/** An action with where it can be done. */
export interface Placed extends Action {
  readonly surfaces: readonly Surface[]
}

/** What a person prefers about keys. */
export interface Taste {
  readonly layout: string | null
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Whether keys without Ctrl may act; one who dictates switches them off (WCAG 2.1.4). */
  readonly singles: boolean
}

export const USUAL: Taste = { layout: null, keys: {}, singles: true }

/** The keys of an action for a person, the one to show first. */
export function keysOf({ id, keys }: Pick<Action, "id" | "keys">, taste: Taste): readonly string[] {
  const own = taste.keys[id] ?? layoutOf(taste.layout).keys[id] ?? keys
  return taste.singles ? own : own.filter((key) => !isCharacter(key))
}

/** Whether a key is a letter, digit or sign, with or without Shift, which speech input may press by mistake. */
export function isCharacter(key: string): boolean {
  return key.replace(/^Shift\+/, "").length === 1 && !ARROWS.includes(key.slice(-1))
}

const ARROWS = "←→↑↓"

/** Actions by key. What a person chose wins over what comes with the program. */
export function keymap<A extends Action>(actions: readonly A[], taste: Taste): ReadonlyMap<string, A> {
  const chosenLast = actions.toSorted((a, b) => Number(a.id in taste.keys) - Number(b.id in taste.keys))
  return new Map(chosenLast.flatMap((action) => keysOf(action, taste).map((key): [string, A] => [key, action])))
}

/** What a press means among actions, and the name of the key that says so. */
export function meaning<A extends Action>(map: ReadonlyMap<string, A>, press: Press, taste: Taste): { action: A; key: string } | null {
  const key = namesOf(press, layoutOf(taste.layout).signs).find((name) => map.has(name))
  const action = key === undefined ? undefined : map.get(key)
  return key !== undefined && action ? { action, key } : null
}

/** Pairs of actions of one surface that share a key: there must be none. */
export function clashes(actions: readonly Placed[], taste: Taste): string[] {
  const owners = new Map<string, string>()
  return actions.flatMap((action) =>
    action.surfaces.flatMap((surface) =>
      keysOf(action, taste).flatMap((key) => {
        const place = `${key} ${surface}`
        const owner = owners.get(place) ?? action.id
        owners.set(place, owner)
        // eslint-disable-next-line lingui/no-unlocalized-strings -- only tests read it
        return owner === action.id ? [] : [`${place}: ${owner} and ${action.id}`]
      }),
    ),
  )
}

const BROWSERS = /^Ctrl\+(Shift\+)?([NTWRLJ\d+=−-]|Tab|PgUp|PgDn|F4)$|^(Shift\+)?F(1|3|5|7|10|11|12)$/

/** Whether the browser keeps a key for itself, so that nothing may be bound to it. */
export function isReserved(key: string): boolean {
  return BROWSERS.test(key)
}

export type Choice = { readonly key: string } | { readonly problem: string }

/** The key for an action that a press chooses, or why it cannot be that one. */
export function choose(action: Placed, press: Press, actions: readonly Placed[], taste: Taste): Choice {
  const names = namesOf(press, layoutOf(taste.layout).signs)
  const [key] = names
  if (key === undefined) return { problem: t`Keys with Alt belong to the browser and the system. Press another` }
  if (names.some(isReserved)) return { problem: t`${key} belongs to the browser. Press another` }
  if (!taste.singles && isCharacter(key)) return { problem: t`Single keys are switched off. Press one with Ctrl` }
  const rivals = actions.filter(({ id, surfaces }) => id !== action.id && surfaces.some((one) => action.surfaces.includes(one)))
  // A layout may read one press in two ways; neither may be somebody else's.
  const owner = rivals.find((rival) => keysOf(rival, { ...taste, singles: true }).some((own) => names.includes(own)))
  return owner ? { problem: t`${key} already means “${said(owner.label)}”. Change that one first, or press another` } : { key }
}
