/** What the person may do in a project decides which controls they see. */
import type { Capability } from "../api/types"

/** Whether the person may do something in this project. */
export function may(project: { readonly capabilities: readonly string[] }, capability: Capability): boolean {
  return project.capabilities.includes(capability)
}
