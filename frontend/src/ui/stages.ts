/** What stages are called. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"

/** The names of the workflow that every project starts with. */
const FIRST: Readonly<Record<string, MessageDescriptor>> = {
  dataset: msg`Dataset`,
  model: msg`Model`,
  sampling: msg`Sampling`,
  annotate: msg`Annotate`,
  review: msg`Review`,
  complete: msg`Complete`,
}

/** A stage's name: in the language of the page where the project came with it, else as people wrote it. */
export function stageName(name: string): string {
  const known = FIRST[name.toLowerCase()]
  return known ? i18n._(known) : name
}
