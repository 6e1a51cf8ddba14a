/** Stages of versions, and steps between them, in words. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import type { Model } from "../../api/learningTypes"
import type { Stage } from "../../api/versionQueries"

const STAGES: Readonly<Record<Stage, MessageDescriptor>> = {
  draft: msg`Asked for`,
  training: msg`Training`,
  ready: msg`Ready`,
  live: msg`In use`,
  retired: msg`Retired`,
}

export function stageName(stage: Stage): string {
  return i18n._(STAGES[stage])
}

/** A step that somebody takes with a version. */
export type Step = "use" | "withdraw" | "retire" | "restore" | "rollback"

/** The steps that a version may take; back only where one was in use before. */
export function stepsOf(state: Model["state"], previous: string | undefined): Step[] {
  if (state === "live") return previous === undefined ? ["withdraw"] : ["rollback", "withdraw"]
  return state === "ready" ? ["use", "retire"] : ["restore"]
}

/** The stage that a step leads to. */
export const LEADS_TO = { use: "live", withdraw: "ready", retire: "retired", restore: "ready" } as const

/** A step as one asks for it. */
export function stepName(step: Step, previous: string): string {
  if (step === "use") return t`Use this model`
  if (step === "withdraw") return t`Take out of use`
  if (step === "retire") return t`Retire`
  return step === "restore" ? t`Bring back` : t`Roll back to ${previous}`
}

/** What a step changes for everybody. */
export function stepMeaning(step: Step, name: string, previous: string): string {
  if (step === "use") return t`${name} is what guesses and orders the queue from now on. A model that was in use before stays ready.`
  if (step === "withdraw") return t`No model is in use then, until you use one or a training makes a better one.`
  if (step === "retire") return t`${name} labels nothing any more and is kept for the record. You can bring it back.`
  if (step === "restore") return t`${name} is ready again. It is not in use until you use it.`
  return t`${previous} is in use again. ${name} stays ready.`
}

/** What is said once it was done. */
export function stepDone(step: Step, name: string): string {
  if (step === "use" || step === "rollback") return t`${name} is in use now`
  if (step === "withdraw") return t`${name} is not in use any more`
  return step === "retire" ? t`${name} is retired` : t`${name} is back`
}
