/** All tools, in the order of the rail. */
import { BOX } from "./box"
import { SELECT } from "./select"
import type { Tool } from "./tool"

export const TOOLS: readonly Tool[] = [SELECT, BOX]
