/** Why work is sent back, by the digit that says it. */
import type { MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"

export const REASONS = [
  msg`Wrong class`,
  msg`Something is missing`,
  msg`Starts or ends at the wrong frame`,
  msg`Box does not fit`,
  msg`Should not be labeled`,
  msg`See the comment`,
] as const satisfies readonly MessageDescriptor[]
