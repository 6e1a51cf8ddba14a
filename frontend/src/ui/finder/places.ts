/** Where the palette can go. */
import { projectQuery } from "../../api/queries"
import { client } from "../../queryClient"

export interface Place {
  readonly name: string
  readonly note: string
  readonly to: string
}

/** Pages; those of a project lie below its address. */
export const PLACES: readonly { readonly name: string; readonly path: string; readonly inProject: boolean }[] = [
  { name: "Overview", path: "", inProject: true },
  { name: "Data", path: "/data", inProject: true },
  { name: "Quick-tag", path: "/quick", inProject: true },
  { name: "Review", path: "/review", inProject: true },
  { name: "Models", path: "/models", inProject: true },
  { name: "Classes", path: "/classes", inProject: true },
  { name: "Exports", path: "/exports", inProject: true },
  { name: "Members", path: "/members", inProject: true },
  { name: "Settings", path: "/settings/general", inProject: true },
  { name: "Projects", path: "/", inProject: false },
  { name: "Your account and shortcuts", path: "/me", inProject: false },
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
  return used.map(({ id, name }) => ({ name: `Clips with ${name}`, note: "Class", to: `/p/${projectId}/data?tag=${id}` }))
}
