/** What a new project starts from. */
import { i18n } from "@lingui/core"
import { msg } from "@lingui/core/macro"
import type { Kind } from "../../editor-core/types"

/** A class that a new project begins with. */
export interface Proposal {
  readonly name: string
  readonly kind: Exclude<Kind, "skeleton">
}

const TEMPLATES = {
  clips: { label: msg`Tag clips`, about: msg`Each clip gets one class.`, task: "single", kind: "tag" },
  moments: { label: msg`Tag moments`, about: msg`Any number of classes, each over a span of frames.`, task: "multi", kind: "tag" },
  boxes: { label: msg`Draw boxes`, about: msg`Boxes that move with things through the clip.`, task: "multi", kind: "box" },
} as const

export type Template = keyof typeof TEMPLATES

/** Every template with its name and what it is for. */
export function templates(): { template: Template; label: string; about: string }[] {
  return Object.entries(TEMPLATES).map(([template, { label, about }]) => ({ template: template as Template, label: i18n._(label), about: i18n._(about) }))
}

/** The project as the server takes it: classes that were proposed, then those typed. Doubled names count once. */
export function projectBody(name: string, template: Template, classes: string, proposed: readonly Proposal[] = []) {
  const { task, kind } = TEMPLATES[template]
  const names = classes.split(",").map((one) => one.trim()).filter(Boolean)
  const taken = new Set(proposed.map((one) => one.name))
  const typed = [...new Set(names)].filter((one) => !taken.has(one)).map((one): Proposal => ({ name: one, kind }))
  return { name: name.trim(), task, classes: [...proposed, ...typed] }
}
