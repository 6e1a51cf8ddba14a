/** The classes that a whole clip may have. */
import type { LabelClass, Project } from "../../api/types"

export function tagClasses({ classes }: Project): LabelClass[] {
  return classes.filter(({ kind, archived }) => kind === "tag" && !archived)
}
