/** Why work is sent back, by the digit that says it. */
export const REASONS = [
  "Wrong class",
  "Something is missing",
  "Starts or ends at the wrong frame",
  "Box does not fit",
  "Should not be labeled",
  "See the comment",
] as const
