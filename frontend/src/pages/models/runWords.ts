/** Runs in words: how they train, and where they are. */
import type { Run } from "../../api/learningTypes"
import type { Job } from "../../api/types"

const REGIMES: Readonly<Record<string, { readonly name: string; readonly title: string; readonly about: string }>> = {
  probe: { name: "probe", title: "Frozen probe", about: "Learns on ready-made features. Good under 1,000 clips" },
  "fine-tune": { name: "fine-tuned", title: "Fine-tune", about: "Trains the network itself. Slower, needs more clips" },
}

/** A regime within a sentence. */
export function regimeName(regime: string): string {
  return REGIMES[regime]?.name ?? regime
}

/** A regime as a choice: its name, and when to take it. */
export function regimeChoice(regime: string): { title: string; about: string } {
  return REGIMES[regime] ?? { title: regime, about: "" }
}

/** Whether a job still has something to do. */
export function isActive(job: Job | null): boolean {
  return job?.state === "queued" || job?.state === "running"
}

/** Where a run at work is. */
export function stateWords({ job }: Run): string {
  if (job.state === "running") return "Training"
  return job.not_before && Date.parse(job.not_before) > Date.now() ? "Scheduled" : "Waiting"
}
