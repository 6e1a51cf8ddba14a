/** What somebody may be in a project. */
import type { ProjectRole } from "../../api/types"

export const ROLES: { value: ProjectRole; label: string }[] = [
  { value: "lead", label: "Lead" },
  { value: "reviewer", label: "Reviewer" },
  { value: "annotator", label: "Annotator" },
  { value: "viewer", label: "Viewer" },
]

export const ABOUT: Record<ProjectRole, string> = {
  lead: "Does everything: uploads, classes, people, training.",
  reviewer: "Labels, approves and rejects, exports.",
  annotator: "Labels clips and comments.",
  viewer: "Sees everything, changes nothing.",
}
