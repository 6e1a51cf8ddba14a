/** What a new project starts from. */

export const TEMPLATES = {
  clips: { label: "Tag clips", about: "Each clip gets one class.", task: "single", kind: "tag" },
  moments: { label: "Tag moments", about: "Any number of classes, each over a span of frames.", task: "multi", kind: "tag" },
  boxes: { label: "Draw boxes", about: "Boxes that move with things through the clip.", task: "multi", kind: "box" },
} as const

export type Template = keyof typeof TEMPLATES

/** The project as the server takes it. Doubled class names count once. */
export function projectBody(name: string, template: Template, classes: string) {
  const { task, kind } = TEMPLATES[template]
  const names = classes.split(",").map((one) => one.trim()).filter(Boolean)
  return { name: name.trim(), task, classes: [...new Set(names)].map((one) => ({ name: one, kind })) }
}
