/** What was done, in words, by the name under which it is logged. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"

const DEEDS: Readonly<Record<string, MessageDescriptor>> = {
  "alert.create": msg`set an alert up`,
  "alert.remove": msg`removed an alert`,
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
  "dataset.restore": msg`restored a dataset`,
  export: msg`exported labels`,
  "feed.release": msg`gave a clip of a feed back`,
  "feed.take": msg`looked at a clip in a feed`,
  "feed.uphold": msg`settled what a feed doubted`,
  "invitation.create": msg`invited somebody`,
  "invitation.delete": msg`withdrew an invitation`,
  "item.abandon": msg`gave an upload up`,
  "item.approve": msg`approved a clip`,
  "item.assign": msg`assigned a clip`,
  "item.assist": msg`had a suggestion drawn`,
  "item.change": msg`changed a clip’s details`,
  "item.create": msg`uploaded a clip`,
  "item.cut": msg`cut a clip into parts`,
  "item.delete": msg`deleted a clip`,
  "item.edit": msg`labeled a clip`,
  "item.find-shots": msg`had a clip searched for cuts`,
  "item.override": msg`moved a clip`,
  "item.predict": msg`heard a model about a clip`,
  "item.recall": msg`took a clip back`,
  "item.register": msg`registered a file`,
  "item.reject": msg`sent a clip back`,
  "item.release": msg`gave a clip back`,
  "item.restore": msg`restored a clip`,
  "item.sample": msg`drew a sample`,
  "item.submit": msg`sent a clip to review`,
  "item.suggest": msg`suggested a change`,
  "item.take": msg`took a clip`,
  "item.take-apart": msg`put parts in the place of a clip`,
  "items.find-shots": msg`had clips searched for cuts`,
  "job.cancel": msg`stopped a job`,
  "job.retry": msg`ran a job again`,
  "key.create": msg`made an API key`,
  "key.delete": msg`deleted an API key`,
  "link.create": msg`made a sign-in link`,
  "member.change": msg`changed a role`,
  "member.delete": msg`removed a member`,
  "member.join": msg`joined`,
  "model.change": msg`changed a model`,
  "model.infer": msg`asked a model about a file`,
  "model.look": msg`looked at how good a model is`,
  "model.make": msg`trained a model`,
  "model.package": msg`had a model packed for download`,
  "model.predict": msg`ran a model on clips`,
  "model.saliency": msg`had it shown where a model looks`,
  "model.stage": msg`moved a model on`,
  "models.measure": msg`measured how fast networks are`,
  "outside.check": msg`checked an outside model`,
  "outside.register": msg`added an outside model`,
  "outside.remove": msg`removed an outside model`,
  "preferences.change": msg`changed own preferences`,
  "project.change": msg`changed the settings`,
  "project.create": msg`made the project`,
  "project.delete": msg`deleted the project`,
  "release.download": msg`downloaded a release`,
  "release.freeze": msg`froze a release`,
  "round.judge": msg`finished a round`,
  "round.roll-back": msg`rolled a round back`,
  "round.start": msg`started a round`,
  "run.start": msg`started a training`,
  "schedule.cancel": msg`called a planned training off`,
  "schedule.make": msg`planned a training`,
  "schedule.refused": msg`could not start a planned training`,
  "schedule.started": msg`had a planned training started`,
  "series.end": msg`ended a series of rounds`,
  "series.start": msg`started a series of rounds`,
  "session.create": msg`signed in`,
  "stage.again": msg`had a model asked again`,
  "stage.set": msg`set what a stage does`,
  "suggestion.apply": msg`applied a suggestion`,
  "suggestion.dismiss": msg`dismissed a suggestion`,
  "user.change": msg`changed an account`,
  "user.create": msg`made an account`,
  "video.remove-original": msg`removed an original file`,
  "watch.change": msg`paused a watched folder, or went on with it`,
  "watch.create": msg`began to watch a folder`,
  "watch.delete": msg`stopped watching a folder`,
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
