/** The labeled clips most like this one; a press on a tag of theirs puts it on this clip. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { toggleClip } from "../editor-core/commands/label"
import { isGuess, isWholeClip } from "../editor-core/records"
import { decimal } from "../ui/words"
import { type Alike, useAround } from "./around"
import { useEditor, useRecords } from "./context"
import { Swatch } from "./parts"

export function Neighbors() {
  const { alike, similarUrl } = useAround()
  return (
    <section>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>Most alike, with their tags</Trans></h2>
        <a className="ws-link" href={similarUrl}><Trans>Find similar</Trans></a>
      </div>
      {alike.length === 0 ? (
        <p className="ws-dim"><Trans>Nothing labeled looks like this yet. Clips are compared once some are labeled and looked at</Trans></p>
      ) : (
        <ul className="ws-alike">
          {alike.map((one) => (
            <Clip key={one.id} clip={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Clip({ clip: { id, name, poster, similarity, classes } }: { clip: Alike }) {
  const { clipUrl } = useAround()
  return (
    <li>
      <a href={clipUrl(id)} title={t`Open ${name}`}>
        {poster === null ? <span className="ws-alike-blank" /> : <img src={poster} alt="" loading="lazy" />}
        <span className="ws-unseen">{name}</span>
      </a>
      <div>
        <span className="ws-row">
          <span className="ws-grow ws-cut">{name}</span>
          <span className="ws-dim ws-num" title={t`How alike the clips are; 1 is the same`}>
            {decimal(similarity, 2)}
          </span>
        </span>
        <span className="ws-row wrap">
          {classes.map((classId) => (
            <Offer key={classId} classId={classId} />
          ))}
        </span>
      </div>
    </li>
  )
}

/** A tag of another clip, offered to this one. */
function Offer({ classId }: { classId: number }) {
  const editor = useEditor()
  const records = useRecords()
  const labelClass = editor.classOf(classId)
  if (!labelClass || labelClass.archived || labelClass.kind !== "tag") return null
  const here = [...records.values()].some((record) => record.class_id === classId && isWholeClip(record, editor.clip) && !isGuess(record) && !record.negative)
  return (
    <button
      type="button"
      className="ws-pill ws-offer"
      disabled={here || !editor.desk.writable}
      aria-label={here ? t`${labelClass.name}, on this clip` : t`Tag this clip ${labelClass.name}`}
      onClick={() => toggleClip(editor, labelClass)}
    >
      <Swatch slot={labelClass.color} />
      {labelClass.name}
    </button>
  )
}
