/** The clips that the person labeled last in this browser, to take labels over from. */
import { get } from "../../api/client"
import type { Annotations, Item } from "../../api/types"
import type { Other } from "../../editor-core/copyOver"
import { remember } from "../../ui/preferences"

const keyOf = (projectId: number) => `cliploop.labeled.${projectId}`

/** Remember that a clip was labeled now. Two are enough: the one on the desk may be the last. */
export function rememberLabeled(projectId: number, itemId: number): void {
  const known = labeled(projectId)
  if (known[0] !== itemId) remember(keyOf(projectId), JSON.stringify([itemId, ...known].slice(0, 2)))
}

/** The clip labeled last that is not this one, with its labels; where that is gone, the one before in the list. */
export async function otherClip(projectId: number, itemId: number, before: number | undefined): Promise<Other | null> {
  const candidates = [...labeled(projectId).filter((id) => id !== itemId).slice(0, 1), ...(before === undefined ? [] : [before])]
  for (const id of candidates) {
    const path = `/projects/${projectId}/items/${id}`
    const found = await Promise.all([get<Item>(path), get<Annotations>(`${path}/annotations`)]).catch(() => null)
    if (!found) continue
    const [{ name, frames, width, height }, { annotations }] = found
    return { name, frames: frames ?? 0, width: width ?? 0, height: height ?? 0, annotations }
  }
  return null
}

function labeled(projectId: number): number[] {
  const kept: unknown = JSON.parse(localStorage.getItem(keyOf(projectId)) ?? "[]")
  return Array.isArray(kept) ? kept.filter((id): id is number => typeof id === "number") : []
}
