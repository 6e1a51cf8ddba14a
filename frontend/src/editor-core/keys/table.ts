/** The one table of everything that keys do, by id, with the surfaces where they do it. */
import { COMMANDS } from "../commands/registry"
import { QUICK } from "../quick/commands"
import { EVERYWHERE } from "./everywhere"
import { DATA, FEEDS, REVIEW } from "./pages"
import { type Action, type Placed, type Surface, SURFACES } from "./shortcuts"

const BY_SURFACE: Readonly<Partial<Record<Surface, readonly Action[]>>> = { work: COMMANDS, quick: QUICK, review: REVIEW, data: DATA, feeds: FEEDS }
const ALL_SURFACES = Object.keys(SURFACES) as Surface[]

/** Every action once: its name is the workspace's where it has one. */
export const ACTIONS: readonly Placed[] = placed()

function placed(): Placed[] {
  const found = new Map<string, Placed>()
  for (const [surface, actions] of Object.entries(BY_SURFACE) as [Surface, readonly Action[]][]) {
    for (const { id, label, group, keys, fixed } of actions) {
      const known = found.get(id)
      const action = known ?? { id, label, group, keys, ...(fixed === undefined ? {} : { fixed }), surfaces: [] }
      found.set(id, { ...action, surfaces: [...action.surfaces, surface] })
    }
  }
  for (const { id } of EVERYWHERE) {
    const known = found.get(id)
    if (known) found.set(id, { ...known, surfaces: ALL_SURFACES })
  }
  return [...found.values()]
}
