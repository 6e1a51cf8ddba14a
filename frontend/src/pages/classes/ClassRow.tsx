/** One class: its color, name, kind and key, and what a lead can do with it. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArchive, IconDots, IconPencil, IconTrash } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import type { LabelClass } from "../../api/types"
import { MenuButton } from "../../ui/opening/MenuButton"
import { ClassSwatch, KeyHint } from "../../ui/parts"
import { useSaving } from "../../ui/saving"
import { clipCount, count } from "../../ui/words"
import { ClassDialog } from "./ClassDialog"
import { DeleteClassDialog } from "./DeleteClassDialog"
import { nameOfKind } from "./kinds"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

interface ClassRowProps {
  readonly one: LabelClass
  readonly classes: readonly LabelClass[]
  /** How many clips have it. */
  readonly clips: number | undefined
  readonly projectId: number
  readonly manages: boolean
}

export function ClassRow({ one, classes, clips, projectId, manages }: ClassRowProps) {
  const [open, setOpen] = useState<"edit" | "delete" | null>(null)
  const close = () => setOpen(null)
  return (
    <tr>
      <td>
        <span className="row">
          <ClassSwatch slot={one.color} large />
          <span className="b5">{one.name}</span>
          {one.archived && <span className="badge mute"><Trans>Archived</Trans></span>}
        </span>
      </td>
      <td className="t2">{nameOfKind(one.kind)}{one.properties.length > 0 && <span className="t3"> · {plural(one.properties.length, { one: "# property", other: "# properties" })}</span>}</td>
      <td>{one.hotkey === null ? <span className="t3"><Trans>None</Trans></span> : <KeyHint>{one.hotkey}</KeyHint>}</td>
      <td className="num end">
        {clips !== undefined && (
          <Link to="/p/$project/data" params={{ project: String(projectId) }} search={{ tag: String(one.id) }} className="plain" aria-label={t`${clipCount(clips)} with ${one.name}`}>
            {count(clips)}
          </Link>
        )}
      </td>
      <td>
        {manages && <Actions one={one} projectId={projectId} onEdit={() => setOpen("edit")} onDelete={() => setOpen("delete")} />}
        {open === "edit" && <ClassDialog projectId={projectId} classes={classes} one={one} onClose={close} />}
        {open === "delete" && <DeleteClassDialog projectId={projectId} classes={classes} one={one} onClose={close} />}
      </td>
    </tr>
  )
}

interface ActionsProps {
  readonly one: LabelClass
  readonly projectId: number
  readonly onEdit: () => void
  readonly onDelete: () => void
}

function Actions({ one, projectId, onEdit, onDelete }: ActionsProps) {
  const archive = useSaving(
    () => post(`/projects/${projectId}/classes/${one.id}/archive`),
    ["project", projectId],
  )
  return (
    <MenuButton
      position="bottom-end"
      width={160}
      className="icb"
      aria-label={t`Actions for ${one.name}`}
      items={(Menu) => (
        <>
          <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
            <Trans>Edit</Trans>
          </Menu.Item>
          {!one.archived && (
            <Menu.Item leftSection={<IconArchive {...ICON} />} onClick={() => archive.mutate(undefined)}>
              <Trans>Archive</Trans>
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={onDelete}>
            <Trans>Delete</Trans>
          </Menu.Item>
        </>
      )}
    >
      <IconDots {...ICON} />
    </MenuButton>
  )
}
