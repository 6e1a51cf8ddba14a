/** What somebody may be in a project. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"
import type { ProjectRole } from "../../api/types"

const ROLES: readonly { readonly value: ProjectRole; readonly name: MessageDescriptor; readonly about: MessageDescriptor }[] = [
  { value: "lead", name: msg`Lead`, about: msg`Does everything: uploads, classes, people, training.` },
  { value: "reviewer", name: msg`Reviewer`, about: msg`Labels, approves and rejects, exports.` },
  { value: "annotator", name: msg`Annotator`, about: msg`Labels clips and comments.` },
  { value: "viewer", name: msg`Viewer`, about: msg`Sees everything, changes nothing.` },
]

/** The roles as choices. */
export function roles(): { value: ProjectRole; label: string }[] {
  return ROLES.map(({ value, name }) => ({ value, label: i18n._(name) }))
}

/** What a role is called. */
export function roleName(role: ProjectRole): string {
  return roles().find(({ value }) => value === role)?.label ?? role
}

/** What somebody in a role may do. */
export function aboutRole(role: ProjectRole): string {
  const found = ROLES.find(({ value }) => value === role)
  return found ? i18n._(found.about) : ""
}
