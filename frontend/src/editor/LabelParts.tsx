/** Parts that say or change one thing of a label, in the table of all of them and beside the picture. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconEye, IconEyeOff, IconLock, IconLockOpen } from "@tabler/icons-react"
import { toggle } from "../editor-core/commands/arrange"
import { command } from "../editor-core/commands/registry"
import { update } from "../editor-core/edits"
import { freeInstance } from "../editor-core/joining"
import { shapeOfKind } from "../editor-core/shapes/registry"
import type { Annotation } from "../editor-core/types"
import { said } from "../editor-core/words"
import { useEditor, useView } from "./context"
import { NumberField } from "./NumberField"
import { IconButton, KeyOf } from "./parts"

export function kindOf({ kind }: Annotation): string {
  return kind === "tag" ? t`Tag` : said(shapeOfKind(kind).name)
}

/** Which thing it is: records of one number are one thing, whatever their classes. Emptied, it has none. */
export function Instance({ record, wide = false }: { record: Annotation; wide?: boolean }) {
  const editor = useEditor()
  if (record.kind === "tag") return null
  const set = (instance: number | null) =>
    editor.change(instance === null ? t`Clear instance` : t`Set instance`, [update(record, { instance })])
  const field = (
    <NumberField name="" label={t`Instance`} value={record.instance} commit={(value) => set(Math.max(1, Math.round(value)))} clear={() => set(null)} />
  )
  if (!wide) return field
  return (
    <div className="ws-row tight ws-instance">
      <span className="ws-dim ws-grow"><Trans>Instance</Trans></span>
      {field}
      <button type="button" className="ws-link" onClick={() => set(record.instance === null ? freeInstance(editor.store.view) : null)}>
        {record.instance === null ? t`Give it a number` : t`Clear`}
      </button>
    </div>
  )
}

/** The two answers to a model's label. */
export function Verdicts() {
  const editor = useEditor()
  return (
    <div className="ws-row">
      <button type="button" className="ws-button" data-command="accept" onClick={() => command("accept").run(editor, "")}>
        <Trans>Accept</Trans> <KeyOf id="accept" />
      </button>
      <button type="button" className="ws-button" data-command="reject" onClick={() => command("reject").run(editor, "")}>
        <Trans>Reject</Trans> <KeyOf id="reject" />
      </button>
    </div>
  )
}

const ICON = { size: 14, stroke: 1.6 } as const

/** Whether a record is drawn, and whether it can be changed. */
export function Switches({ record }: { record: Annotation }) {
  const editor = useEditor()
  const unseen = useView((state) => state.unseen.has(record.id))
  const locked = useView((state) => state.locked.has(record.id))
  return (
    <>
      <IconButton
        label={unseen ? t`Draw it again` : t`Do not draw it for now`}
        command="unsee"
        small
        pressed={unseen}
        onClick={() => toggle(editor, "unseen", record.id)}
      >
        {unseen ? <IconEyeOff {...ICON} /> : <IconEye {...ICON} />}
      </IconButton>
      <IconButton label={locked ? t`Unlock` : t`Lock`} command="lock" small pressed={locked} onClick={() => toggle(editor, "locked", record.id)}>
        {locked ? <IconLock {...ICON} /> : <IconLockOpen {...ICON} />}
      </IconButton>
    </>
  )
}
