/** What was done, in words, by the name under which it is logged. */

const DEEDS: Readonly<Record<string, string>> = {
  "class.archive": "archived a class",
  "class.change": "changed a class",
  "class.create": "added a class",
  "class.delete": "deleted a class",
  "class.merge": "merged two classes",
  "comment.create": "commented",
  "comment.resolve": "resolved a comment",
  "dataset.create": "made a dataset",
  "dataset.delete": "deleted a dataset",
  "invitation.create": "invited somebody",
  "item.approve": "approved a clip",
  "item.assign": "assigned a clip",
  "item.create": "uploaded a clip",
  "item.delete": "deleted a clip",
  "item.edit": "labeled a clip",
  "item.override": "moved a clip",
  "item.reject": "sent a clip back",
  "item.release": "gave a clip back",
  "item.restore": "restored a clip",
  "item.submit": "sent a clip to review",
  "item.suggest": "suggested a change",
  "item.take": "took a clip",
  "job.cancel": "stopped a job",
  "job.retry": "ran a job again",
  "member.change": "changed a role",
  "member.delete": "removed a member",
  "member.join": "joined",
  "model.change": "changed a model",
  "model.make": "trained a model",
  "model.predict": "ran a model on clips",
  "project.change": "changed the settings",
  "project.create": "made the project",
  "release.download": "downloaded a release",
  "release.freeze": "froze a release",
  "round.judge": "finished a round",
  "round.roll-back": "rolled a round back",
  "round.start": "started a round",
  "run.start": "started a training",
}

/** A deed as it follows a name: `approved a clip`. */
export function deedWords(action: string): string {
  return DEEDS[action] ?? action.replaceAll(/[.-]/g, " ")
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
