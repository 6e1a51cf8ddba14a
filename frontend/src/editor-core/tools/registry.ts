/** All tools, in the order of the rail. */
import { ASSIST } from "./assist"
import { MASK } from "./brush"
import { BOX, ELLIPSE, KEYPOINT, SKELETON, VECTOR } from "./drag"
import { POLYGON, POLYLINE } from "./outline"
import { SELECT } from "./select"
import type { Tool } from "./tool"

export const TOOLS: readonly Tool[] = [SELECT, BOX, POLYGON, POLYLINE, ELLIPSE, KEYPOINT, VECTOR, SKELETON, MASK, ASSIST]
