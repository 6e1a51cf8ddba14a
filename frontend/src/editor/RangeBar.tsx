/** What can be done with everything between In and Out. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import {
  IconArrowAutofitWidth,
  IconArrowLeft,
  IconArrowRight,
  IconCopy,
  IconScissors,
  IconTags,
  IconTrash,
  IconX,
} from "@tabler/icons-react"
import { markedRange, targetsOf } from "../editor-core/bulk/target"
import { classRange, shiftRange } from "../editor-core/commands/range"
import type { Annotation, Span } from "../editor-core/types"
import { useEditor, useRecords, useView } from "./context"
import { IconMenu } from "./IconMenu"
import { NumberField } from "./NumberField"
import { CommandButton, Swatch } from "./parts"

const ICON = { size: 15, stroke: 1.6 } as const

export function RangeBar() {
  const editor = useEditor()
  useRecords()
  useView((state) => state.in)
  useView((state) => state.out)
  useView((state) => state.rangeRows)
  useView((state) => state.locked)
  useView((state) => state.lockedClasses)
  const range = markedRange(editor)
  if (!range || !editor.desk.writable) return null
  return <Bar range={range} targets={targetsOf(editor, range)} />
}

/** How much lies between In and Out, and in which rows. */
function Extent({ frames, labels }: { frames: number; labels: number }) {
  const rows = useView((state) => state.rangeRows.size)
  const long = plural(frames, { one: "# frame", other: "# frames" })
  const many = plural(labels, { one: "# label", other: "# labels" })
  const where = rows === 0 ? t`all rows` : plural(rows, { one: "# row", other: "# rows" })
  return (
    <span className="ws-dim ws-num">
      <Trans>
        {long}, {many} on {where}
      </Trans>
    </span>
  )
}

function Bar({ range: [start, end], targets }: { range: Span; targets: readonly Annotation[] }) {
  const editor = useEditor()
  return (
    <div className="ws-hud ws-range" role="toolbar" aria-label={t`Between In and Out`}>
      <b className="ws-num">
        {start}–{end}
      </b>
      <Extent frames={end - start} labels={targets.length} />
      <CommandButton id="range-delete" small>
        <IconTrash {...ICON} />
      </CommandButton>
      <CommandButton id="range-split" small>
        <IconScissors {...ICON} />
      </CommandButton>
      <ClassMenu targets={targets} />
      <CommandButton id="range-earlier" small>
        <IconArrowLeft {...ICON} />
      </CommandButton>
      <NumberField name="" label={t`Shift by frames`} value={0} commit={(by) => shiftRange(editor, Math.round(by))} />
      <CommandButton id="range-later" small>
        <IconArrowRight {...ICON} />
      </CommandButton>
      <CommandButton id="range-stretch" small>
        <IconArrowAutofitWidth {...ICON} />
      </CommandButton>
      <CommandButton id="range-copy" small>
        <IconCopy {...ICON} />
      </CommandButton>
      <CommandButton id="range-clear" small>
        <IconX {...ICON} />
      </CommandButton>
    </div>
  )
}

/** The classes that something in the range could take. */
function ClassMenu({ targets }: { targets: readonly Annotation[] }) {
  const editor = useEditor()
  const kinds = [...new Set(targets.map(({ kind }) => kind))]
  return (
    <IconMenu
      label={t`Set the class of what lies in In–Out`}
      position="top"
      width={200}
      disabled={kinds.length === 0}
      items={(Menu) =>
        kinds.flatMap((kind) =>
          editor.classesOf(kind).map((labelClass) => (
            <Menu.Item key={labelClass.id} leftSection={<Swatch slot={labelClass.color} />} onClick={() => classRange(editor, labelClass)}>
              {labelClass.name}
            </Menu.Item>
          )),
        )
      }
    >
      <IconTags {...ICON} />
    </IconMenu>
  )
}
