/** Runs in words: how they train, and where they are. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import type { Regime, Run, Use, ZooEntry } from "../../api/learningTypes"
import type { Job } from "../../api/types"
import { jobState } from "../../ui/jobWords"
import { decimal } from "../../ui/words"

/** What is known in words of the reader's language; of the rest the server's own are told. */
const REGIMES: Readonly<Record<string, { readonly name: MessageDescriptor; readonly title: MessageDescriptor; readonly about: MessageDescriptor }>> = {
  probe: { name: msg`probe`, title: msg`Frozen probe`, about: msg`Learns on ready-made features. Good under 1,000 clips` },
  "few-shot": { name: msg`from a few examples`, title: msg`From a few examples`, about: msg`A clip is of the class whose examples it is nearest to. For one to five labels each` },
  weak: { name: msg`from tags of whole videos`, title: msg`Where in the video`, about: msg`Finds in which part of a video its tags hold. For long videos, tagged as a whole` },
  "fine-tune": { name: msg`fine-tuned`, title: msg`Fine-tune`, about: msg`Trains the network itself. Slower, needs more clips` },
  scratch: { name: msg`trained from scratch`, title: msg`From scratch`, about: msg`Trains the whole network from random numbers. Needs many clips` },
  distill: { name: msg`distilled`, title: msg`Learn from a model`, about: msg`Learns what another version says, too. A small, fast model out of a large one` },
  fixmatch: { name: msg`with unlabeled clips`, title: msg`Few labels, many clips`, about: msg`What it is sure of, it must say of a distorted view as well. Uses clips without labels` },
  masked: { name: msg`by itself, from what is hidden`, title: msg`By itself: what is hidden`, about: msg`Guesses hidden parts of clips, without labels: a beginning for other trainings` },
  svt: { name: msg`by itself, from views that agree`, title: msg`By itself: views that agree`, about: msg`Says the same of all views of a clip, without labels: a beginning for other trainings` },
  videossl: { name: msg`with unlabeled clips and photographs`, title: msg`Few labels, looks as a hint`, about: msg`Learns from its own sure guesses, and from what a network for photographs sees` },
}
const USES: Readonly<Record<string, { readonly title: MessageDescriptor; readonly about: MessageDescriptor }>> = {
  fast: { title: msg`Fast`, about: msg`A first model in minutes, on any machine. Enough for most classes` },
  balanced: { title: msg`Balanced`, about: msg`Trains the network itself. For classes that the fast one mixes up` },
  accurate: { title: msg`Accurate`, about: msg`Sees pictures and movement, and learns for longer. For a GPU, or a night` },
}

/** The network and how it was trained; an average has neither. */
export function madeOf({ entry, regime }: Pick<Run, "entry" | "regime">, zoo: readonly ZooEntry[] | undefined): string {
  if (regime === "average") return t`Average of versions`
  // Before the names are there no key stands in their place.
  if (!zoo) return regimeName(regime)
  return `${zoo.find(({ key }) => key === entry)?.name ?? entry}, ${regimeName(regime)}`
}

/** A regime within a sentence. */
export function regimeName(regime: string): string {
  const known = REGIMES[regime]
  return known ? i18n._(known.name) : regime
}

/** A regime as a choice: its name, and when to take it. */
export function regimeChoice({ key, name, summary }: Regime): { title: string; about: string } {
  const known = REGIMES[key]
  return known ? { title: i18n._(known.title), about: i18n._(known.about) } : { title: name, about: summary }
}

/** A use as a choice. */
export function choiceOfUse({ key, name, summary }: Use): { title: string; about: string } {
  const known = USES[key]
  return known ? { title: i18n._(known.title), about: i18n._(known.about) } : { title: name, about: summary }
}

/** 3.4 M parameters */
export function parameters(number: number): string {
  const millions = decimal(number / 1e6, number < 1e6 ? 2 : number < 1e7 ? 1 : 0)
  return t`${millions} M parameters`
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
