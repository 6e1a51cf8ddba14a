/** The selected label: what it is, what is said of it, and what can be done with it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDots, IconEye, IconEyeOff, IconLock, IconLockOpen, IconTrash } from "@tabler/icons-react"
import { convert } from "../editor-core/commands/arrange"
import type { Command } from "../editor-core/commands/command"
import { command } from "../editor-core/commands/registry"
import { becomes } from "../editor-core/convert"
import { update } from "../editor-core/edits"
import { isGuess } from "../editor-core/records"
import { shapeOfKind } from "../editor-core/shapes/registry"
import type { Annotation } from "../editor-core/types"
import { said } from "../editor-core/words"
import { MenuButton } from "../ui/opening/MenuButton"
import type { MenuParts } from "../ui/opening/OpenMenu"
import { decimal } from "../ui/words"
import { useEditor, useRecords, useView } from "./context"
import { NumberField } from "./NumberField"
import { Switch } from "./ObjectsTab"
import { IconButton, Key, KeyOf, Swatch } from "./parts"
import { PropertyFields } from "./PropertyFields"
import { SelectedMany } from "./SelectedMany"
import { named, useKeyOf } from "./shortcuts"
import { SpanFields } from "./SpanFields"
import { TrackFields } from "./TrackFields"

export function SelectedObject() {
  const editor = useEditor()
  useRecords()
  useView((state) => state.selected)
  const key = useKeyOf("delete")
  const many = useView((state) => state.others.size > 0)
  const record = editor.selected
  const labelClass = record && editor.classOf(record.class_id)
  if (many) return <SelectedMany />
  if (!record || !labelClass) return null
  return (
    <section className="ws-selected">
      <div className="ws-head">
        <Swatch slot={labelClass.color} />
        <h2 className="ws-cut">{labelClass.name}</h2>
        <span className="ws-badge">{record.kind === "tag" ? t`Tag` : said(shapeOfKind(record.kind).name)}</span>
        {isGuess(record) && <span className="ws-badge model"><Trans>Model {decimal(record.confidence ?? 0, 2)}</Trans></span>}
        <span className="ws-grow" />
        {record.kind !== "tag" && <TrackActions record={record} />}
        <IconButton label={named("Delete", key)} small onClick={() => command("delete").run(editor, key)}>
          <IconTrash size={14} stroke={1.6} />
        </IconButton>
      </div>
      {record.kind === "tag" ? <SpanFields record={record} /> : <TrackFields record={record} />}
      {record.kind !== "tag" && <Instance record={record} />}
      <PropertyFields key={record.id} record={record} labelClass={labelClass} />
      {isGuess(record) && <Verdicts />}
    </section>
  )
}

function Verdicts() {
  const editor = useEditor()
  return (
    <div className="ws-row">
      <button type="button" className="ws-button" onClick={() => command("accept").run(editor, "")}>
        <Trans>Accept</Trans> <KeyOf id="accept" />
      </button>
      <button type="button" className="ws-button" onClick={() => command("reject").run(editor, "")}>
        <Trans>Reject</Trans> <KeyOf id="reject" />
      </button>
    </div>
  )
}

/** Records of one number are one thing, whatever their classes. */
function Instance({ record }: { record: Annotation }) {
  const editor = useEditor()
  const set = (value: number) => editor.change(t`Set instance`, [update(record, { instance: Math.max(1, Math.round(value)) })])
  return (
    <div className="ws-row tight ws-instance">
      <span className="ws-dim ws-grow"><Trans>Instance</Trans></span>
      {record.instance === null ? (
        <button type="button" className="ws-link" onClick={() => command("number").run(editor, "")}>
          <Trans>Give it a number</Trans>
        </button>
      ) : (
        <>
          <NumberField name="" label={t`Instance`} value={record.instance} commit={set} />
          <button type="button" className="ws-link" onClick={() => editor.change(t`Clear instance`, [update(record, { instance: null })])}>
            <Trans>Clear</Trans>
          </button>
        </>
      )}
    </div>
  )
}

const OFFERED = ["copy", "duplicate", "copy-on", "split", "merge", "front", "back-most", "hole", "ungroup"]

function Deed({ command: { id, label, run }, Menu }: { command: Command; Menu: MenuParts }) {
  const editor = useEditor()
  const key = useKeyOf(id)
  return (
    <Menu.Item onClick={() => run(editor, key)} rightSection={key && <Key>{key}</Key>}>
      {said(label)}
    </Menu.Item>
  )
}

function TrackActions({ record }: { record: Annotation }) {
  const editor = useEditor()
  const icon = { size: 14, stroke: 1.6 }
  const others = becomes(record).flatMap((kind) => editor.classesOf(kind))
  const offered = OFFERED.map(command).filter(({ when }) => !when || when(editor))
  return (
    <>
      <Switch record={record} what="unseen" on={<IconEyeOff {...icon} />} off={<IconEye {...icon} />} labels={[t`Draw it again`, t`Do not draw it for now`]} />
      <Switch record={record} what="locked" on={<IconLock {...icon} />} off={<IconLockOpen {...icon} />} labels={[t`Unlock`, t`Lock`]} />
      <MenuButton
        position="bottom-end"
        width={248}
        className="ws-icon small"
        aria-label={t`More`}
        title={t`More`}
        data-keeps-focus
        items={(Menu) => (
          <>
            {offered.map((one) => (
              <Deed key={one.id} command={one} Menu={Menu} />
            ))}
            {others.map((labelClass) => (
              <Menu.Item key={labelClass.id} onClick={() => convert(editor, labelClass)}>
                <Trans>
                  Make it a {said(shapeOfKind(labelClass.kind === "tag" ? "box" : labelClass.kind).name)}: {labelClass.name}
                </Trans>
              </Menu.Item>
            ))}
          </>
        )}
      >
        <IconDots {...icon} />
      </MenuButton>
    </>
  )
}
