/** What was done, in words, by the name under which it is logged. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"

const DEEDS: Readonly<Record<string, MessageDescriptor>> = {
  "class.archive": msg`archived a class`,
  "class.change": msg`changed a class`,
  "class.create": msg`added a class`,
  "class.delete": msg`deleted a class`,
  "class.merge": msg`merged two classes`,
  "comment.create": msg`commented`,
  "comment.resolve": msg`resolved a comment`,
  "dataset.change": msg`changed a dataset`,
  "dataset.create": msg`made a dataset`,
  "dataset.delete": msg`deleted a dataset`,
  "feed.release": msg`gave a clip of a feed back`,
  "feed.take": msg`looked at a clip in a feed`,
  "feed.uphold": msg`settled what a feed doubted`,
  "invitation.create": msg`invited somebody`,
  "item.approve": msg`approved a clip`,
  "item.assign": msg`assigned a clip`,
  "item.create": msg`uploaded a clip`,
  "item.delete": msg`deleted a clip`,
  "item.edit": msg`labeled a clip`,
  "item.override": msg`moved a clip`,
  "item.predict": msg`heard a model about a clip`,
  "item.recall": msg`took a clip back`,
  "item.reject": msg`sent a clip back`,
  "item.release": msg`gave a clip back`,
  "item.restore": msg`restored a clip`,
  "item.submit": msg`sent a clip to review`,
  "item.suggest": msg`suggested a change`,
  "item.take": msg`took a clip`,
  "item.sample": msg`drew a sample`,
  "job.cancel": msg`stopped a job`,
  "job.retry": msg`ran a job again`,
  "member.change": msg`changed a role`,
  "member.delete": msg`removed a member`,
  "member.join": msg`joined`,
  "model.change": msg`changed a model`,
  "model.make": msg`trained a model`,
  "model.stage": msg`moved a model on`,
  "model.predict": msg`ran a model on clips`,
  "project.change": msg`changed the settings`,
  "project.create": msg`made the project`,
  "release.download": msg`downloaded a release`,
  "release.freeze": msg`froze a release`,
  "round.judge": msg`finished a round`,
  "round.roll-back": msg`rolled a round back`,
  "round.start": msg`started a round`,
  "run.start": msg`started a training`,
  "stage.again": msg`had a model asked again`,
  "stage.set": msg`set what a stage does`,
  "schedule.make": msg`planned a training`,
  "schedule.cancel": msg`called a planned training off`,
  "schedule.refused": msg`could not start a planned training`,
  "schedule.started": msg`had a planned training started`,
  "suggestion.apply": msg`applied a suggestion`,
  "suggestion.dismiss": msg`dismissed a suggestion`,
}

/** A deed as it follows a name: `approved a clip`. */
export function deedWords(action: string): string {
  const words = DEEDS[action]
  return words ? i18n._(words) : action.replaceAll(/[.-]/g, " ")
}

/** One deed, or several of the same kind by the same person in a row. */
export interface Deeds<Entry> {
  readonly first: Entry
  readonly times: number
}

/** The same deeds of the same person, one after another, as one line. */
export function gathered<Entry extends { readonly action: string; readonly user: { readonly id: number } | null }>(
  entries: readonly Entry[],
): Deeds<Entry>[] {
  return entries.reduce<Deeds<Entry>[]>((found, entry) => {
    const last = found.at(-1)
    if (last?.first.action !== entry.action || last.first.user?.id !== entry.user?.id) return [...found, { first: entry, times: 1 }]
    return [...found.slice(0, -1), { ...last, times: last.times + 1 }]
  }, [])
}
