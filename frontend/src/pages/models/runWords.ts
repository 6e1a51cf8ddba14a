/** Runs in words: how they train, and where they are. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import type { Run } from "../../api/learningTypes"
import type { Job } from "../../api/types"
import { jobState } from "../../ui/JobProgress"

const REGIMES: Readonly<Record<string, { readonly name: MessageDescriptor; readonly title: MessageDescriptor; readonly about: MessageDescriptor }>> = {
  probe: { name: msg`probe`, title: msg`Frozen probe`, about: msg`Learns on ready-made features. Good under 1,000 clips` },
  "fine-tune": { name: msg`fine-tuned`, title: msg`Fine-tune`, about: msg`Trains the network itself. Slower, needs more clips` },
  scratch: { name: msg`trained from scratch`, title: msg`From scratch`, about: msg`Trains the whole network from random numbers. Needs many clips` },
}

/** A regime within a sentence. */
export function regimeName(regime: string): string {
  const known = REGIMES[regime]
  return known ? i18n._(known.name) : regime
}

/** A regime as a choice: its name, and when to take it. */
export function regimeChoice(regime: string): { title: string; about: string } {
  const known = REGIMES[regime]
  return known ? { title: i18n._(known.title), about: i18n._(known.about) } : { title: regime, about: "" }
}

/** Whether a job still has something to do. */
export function isActive(job: Job | null): boolean {
  return job?.state === "queued" || job?.state === "running"
}

/** Where a run at work is. */
export function stateWords({ job }: Run): string {
  if (job.state === "running") return t`Training`
  return jobState(job)
}
