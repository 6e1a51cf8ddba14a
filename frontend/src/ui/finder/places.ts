/** Where the palette can go. */
import { msg, t } from "@lingui/core/macro"
import { projectQuery } from "../../api/queries"
import type { Words } from "../../editor-core/words"
import { client } from "../../queryClient"

export interface Place {
  readonly name: string
  readonly note: string
  readonly to: string
}

/** Pages; those of a project lie below its address. */
export const PLACES: readonly { readonly name: Words; readonly path: string; readonly inProject: boolean }[] = [
  { name: msg`Overview`, path: "", inProject: true },
  { name: msg`Data`, path: "/data", inProject: true },
  { name: msg`Quick-tag`, path: "/quick", inProject: true },
  { name: msg`Review`, path: "/review", inProject: true },
  { name: msg`Models`, path: "/models", inProject: true },
  { name: msg`Classes`, path: "/classes", inProject: true },
  { name: msg`Exports`, path: "/exports", inProject: true },
  { name: msg`Members`, path: "/members", inProject: true },
  { name: msg`Settings`, path: "/settings/general", inProject: true },
  { name: msg`Projects`, path: "/", inProject: false },
  { name: msg`Your account and shortcuts`, path: "/me", inProject: false },
]

/** The project that an address lies in. */
export function projectAt(path: string): number | null {
  const found = /^\/p\/(\d+)/.exec(path)?.[1]
  return found === undefined ? null : Number(found)
}

/** The classes of a project that is open: each leads to its clips. */
export function classesOf(projectId: number): Place[] {
  const project = client.getQueryData(projectQuery(projectId).queryKey)
  const used = project?.classes.filter(({ archived }) => !archived) ?? []
  return used.map(({ id, name }) => ({ name: t`Clips with ${name}`, note: t`Class`, to: `/p/${projectId}/data?tag=${id}` }))
}
