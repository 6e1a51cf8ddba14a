/** A watched folder, and where a page keeps what it knows of them. */
import type { components } from "../../api/schema"

export type Watch = components["schemas"]["Watch"]

export const watchesKey = (projectId: number) => ["project", projectId, "watches"]
