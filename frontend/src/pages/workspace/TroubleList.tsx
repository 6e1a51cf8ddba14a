/** The changes that wait for a person, of all clips: where each is, and what can be done about it from here. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { projectQuery } from "../../api/queries"
import { useChanges } from "../../editor/context"
import { deskKey } from "../../editor-core/database"
import { forgetEdit } from "../../editor-core/forgetting"
import type { Letter } from "../../editor-core/kept"
import type { Outbox } from "../../editor-core/outbox"
import { wordsOf } from "../../editor-core/past"
import { Dialog } from "../../ui/Dialog"
import { itemQuery } from "./clip"
import { officeOf, tab } from "./office"
import "./troubles.css"

interface Props {
  readonly outbox: Outbox
  /** The clip that is shown, where one is. */
  readonly here?: number
}

/** The way to the list, where there is anything on it. */
export function TroubleList({ outbox, here }: Props) {
  useChanges(outbox)
  const [open, setOpen] = useState(false)
  const { status } = outbox
  const troubles = outbox.letters.filter(({ state }) => state !== "waiting")
  if (troubles.length === 0) return null
  // The chip counts them itself, unless something more urgent stands in their place.
  const counted = status.kind === "conflict" || status.kind === "refused"
  return (
    <>
      <button type="button" className="ws-link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {counted ? t`Show` : plural(troubles.length, { one: "# needs you", other: "# need you" })}
      </button>
      {open && (
        <Dialog label={t`Changes that need you`} className="troubles" onClose={() => setOpen(false)}>
          <h2><Trans>Changes that need you</Trans></h2>
          <p><Trans>All of them are kept in this browser until you decide.</Trans></p>
          <ul>
            {byClip(troubles).map((letters) => (
              <Clip key={letters[0]?.item} outbox={outbox} letters={letters} here={here} leave={() => setOpen(false)} />
            ))}
          </ul>
          <div className="ws-row end">
            <button type="button" className="ws-button" onClick={() => setOpen(false)}>
              <Trans>Close</Trans>
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}

function byClip(letters: readonly Letter[]): Letter[][] {
  const items = [...new Set(letters.map(({ item }) => item))]
  return items.map((item) => letters.filter((letter) => letter.item === item))
}

interface ClipProps {
  readonly outbox: Outbox
  readonly letters: readonly Letter[]
  readonly here: number | undefined
  readonly leave: () => void
}

/** One clip with its changes. A clip that was deleted, or is somebody else's by now, has no name and no link. */
function Clip({ outbox, letters, here, leave }: ClipProps) {
  const { project = 0, item = 0 } = letters[0] ?? {}
  const { data, isError } = useQuery({ ...itemQuery(project, item), retry: false })
  const name = data?.name ?? t`Clip ${item}`
  return (
    <li>
      <div className="ws-row">
        <b className="ws-grow ws-cut">{name}</b>
        {item === here && <span className="ws-dim"><Trans>This clip</Trans></span>}
        {item !== here && isError && <span className="ws-dim"><Trans>Cannot be opened any more</Trans></span>}
        {item !== here && !isError && (
          <Link className="ws-link" to="/p/$project/items/$item" params={{ project: String(project), item: String(item) }} onClick={leave}>
            <Trans>Open the clip</Trans>
          </Link>
        )}
      </div>
      {letters.map((letter) => (
        <Trouble key={letter.key} outbox={outbox} letter={letter} />
      ))}
    </li>
  )
}

/** A change, why it waits, and the ways out that need no look at the clip. */
function Trouble({ outbox, letter }: { outbox: Outbox; letter: Letter }) {
  const { data: project } = useQuery(projectQuery(letter.project))
  const nameOf = (id: number) => project?.classes.find((each) => each.id === id)?.name ?? t`a label`
  const records = new Map([...(letter.present?.records ?? []), ...letter.yours].map((record) => [record.id, record]))
  const classOf = (id: string) => nameOf(records.get(id)?.class_id ?? 0)
  const conflict = letter.state === "conflict"
  return (
    <div className="ws-trouble" role="group" aria-label={conflict ? t`Two versions` : t`Refused`}>
      <div>{[...wordsOf(letter.edit.changes, classOf, nameOf), ...stepWords(letter)].join(", ")}</div>
      <div className="ws-dim">{conflict ? t`Somebody else changed this too` : letter.problem}</div>
      <div className="ws-row">
        {!conflict && (
          <button type="button" className="ws-button" onClick={() => void outbox.retry(letter.key)}>
            <Trans>Retry</Trans>
          </button>
        )}
        <button type="button" className="ws-button ghost" onClick={() => void giveUp(outbox, letter)}>
          <Trans>Give up this change</Trans>
        </button>
      </div>
    </div>
  )
}

/** Of a clip that is on no desk the step is forgotten where it is written down. */
async function giveUp(outbox: Outbox, { key, user, item, edit }: Letter): Promise<void> {
  await outbox.discard(key)
  const { database } = await officeOf(user)
  if (database) await forgetEdit(database, deskKey(user, item), tab, edit.edit_id).catch(() => undefined)
}

/** What the edit was to do with the clip itself. */
function stepWords({ edit: { step } }: Letter): string[] {
  if (!step) return []
  if (step.kind === "say") return []
  if (step.kind === "uphold") return [step.upheld ? t`Leave the label as it is` : t`Doubt the label again`]
  return [step.kind === "submit" ? t`Hand the clip on` : t`Take the clip back`]
}
