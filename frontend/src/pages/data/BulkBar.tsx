/** What can be done with the chosen clips. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBackUp, IconArrowRight, IconCircleCheck, IconScissors, IconTag, IconTrash, IconUserPlus, IconX } from "@tabler/icons-react"
import { type KeyboardEvent, type ReactNode, useState } from "react"
import type { Dataset, Member, Project, Stage } from "../../api/types"
import { MenuButton } from "../../ui/opening/MenuButton"
import type { MenuParts } from "../../ui/opening/OpenMenu"
import type { Held } from "../../ui/opening/useOpening"
import { ClassSwatch, KeyHint, StageDot } from "../../ui/parts"
import { may } from "../../ui/rights"
import { stageName } from "../../ui/stages"
import { count } from "../../ui/words"
import { CompareLink } from "./CompareLink"
import { CutDialog } from "./CutDialog"
import { needsReason, type Target, useAssigning, useBulk, useTagging } from "./items"
import { MoveDialog } from "./MoveDialog"
import { Naming } from "./Naming"
import { chosenCount, type Selection } from "./selection"
import { tagClasses } from "./tagClasses"
import "./bulk.css"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export interface BulkBarProps {
  readonly project: Project
  readonly datasets: readonly Dataset[]
  readonly members: readonly Member[]
  readonly target: Target
  readonly total: number
  /** Whether the menu of classes is open; a key opens it too. */
  readonly picker: Held
  readonly onAll: () => void
  readonly onClear: () => void
}

export function BulkBar({ project, datasets, members, target, total, picker, onAll, onClear }: BulkBarProps) {
  const { selection } = target
  const number = chosenCount(selection, total)
  const manages = may(project, "manage")
  return (
    <div className="bulk" role="toolbar" aria-label={t`Selected clips`}>
      <span className="num"><Trans>{count(number)} selected</Trans></span>
      {number < total && (
        <button type="button" className="link num" data-command="all" onClick={onAll}>
          <Trans>Select all {count(total)}</Trans>
        </button>
      )}
      <span className="vr" />
      {target.filter.deleted ? (
        <Restore project={project} target={target} onClear={onClear} />
      ) : (
        <>
          <CompareLink projectId={project.id} selection={selection} />
          {may(project, "annotate") && <TagMenu project={project} target={target} picker={picker} />}
          {manages && <Managing project={project} datasets={datasets} members={members} target={target} onClear={onClear} />}
        </>
      )}
      <button type="button" data-command="cancel" aria-label={t`Clear selection`} title={t`Clear selection`} onClick={onClear}>
        <IconX {...ICON} />
      </button>
    </div>
  )
}

function Restore({ project, target, onClear }: Pick<BulkBarProps, "project" | "target" | "onClear">) {
  const bulk = useBulk(project.id, target)
  return (
    <button type="button" onClick={() => bulk.mutate({ ask: { action: "restore" }, done: (clips) => t`${clips} brought back` }, { onSuccess: onClear })}>
      <IconArrowBackUp {...ICON} />
      <Trans>Bring back</Trans>
    </button>
  )
}

interface BarMenuProps {
  readonly icon: ReactNode
  readonly name: string
  readonly items: (Menu: MenuParts) => ReactNode
  readonly picker?: Held
  /** The action that a key does, too. */
  readonly command?: string
}

function BarMenu({ icon, name, items, picker, command }: BarMenuProps) {
  return (
    <MenuButton position="top-start" width={216} held={picker} items={items} data-command={command} aria-label={name} title={name}>
      {icon}
      <span className="word">{name}</span>
    </MenuButton>
  )
}

function TagMenu({ project, target, picker }: Pick<BulkBarProps, "project" | "target" | "picker">) {
  const tagging = useTagging(project.id, target)
  const classes = tagClasses(project)
  /** The open menu owns the keys: a digit chooses there too. */
  const press = (event: KeyboardEvent) => {
    const found = classes.find(({ hotkey }) => hotkey !== null && event.key === String(hotkey))
    if (!found) return
    picker.onOpen(false)
    tagging.mutate({ classId: found.id, name: found.name })
  }
  return (
    <BarMenu
      icon={<IconTag {...ICON} />}
      name={t`Tag`}
      picker={picker}
      command="pick"
      items={(Menu) => (
        <div onKeyDown={press}>
          {classes.length === 0 && <Menu.Label><Trans>This project has no tag classes yet. Add them under Classes.</Trans></Menu.Label>}
          {classes.map(({ id, name, color, hotkey }) => (
            <Menu.Item
              key={id}
              data-command="tag"
              leftSection={<ClassSwatch slot={color} />}
              rightSection={hotkey === null ? null : <KeyHint>{hotkey}</KeyHint>}
              onClick={() => tagging.mutate({ classId: id, name })}
            >
              {name}
            </Menu.Item>
          ))}
        </div>
      )}
    />
  )
}

type ManagingProps = Pick<BulkBarProps, "project" | "datasets" | "members" | "target" | "onClear">

function Managing({ project, datasets, members, target, onClear }: ManagingProps) {
  const bulk = useBulk(project.id, target)
  return (
    <>
      <AssignMenu project={project} members={members} target={target} />
      <Moving project={project} stages={datasets[0]?.workflow.stages ?? []} target={target} />
      <Naming
        onSource={(source) => bulk.mutate({ ask: { action: "set-source", source }, done: (clips) => t`${clips} now cut from ${source}` })}
        onFolder={(folder) => bulk.mutate({ ask: { action: "set-folder", folder }, done: (clips) => (folder ? t`${clips} put in ${folder}` : t`${clips} taken out of folders`) })}
      />
      <Cutting project={project} selection={target.selection} />
      <span className="vr" />
      <button
        type="button"
        className="del"
        data-command="delete"
        aria-label={t`Delete`}
        title={t`Delete`}
        onClick={() => bulk.mutate({ ask: { action: "delete" }, done: (clips) => t`${clips} moved to the trash` }, { onSuccess: onClear })}
      >
        <IconTrash {...ICON} />
        <span className="word"><Trans>Delete</Trans></span>
      </button>
    </>
  )
}

/** One clip at a time: each is cut at its own places. */
function Cutting({ project, selection }: { project: Project; selection: Selection }) {
  const [cutting, setCutting] = useState(false)
  const [itemId] = selection.ids
  if (selection.all || selection.ids.size !== 1 || itemId === undefined) return null
  return (
    <>
      <button type="button" aria-label={t`Cut into parts`} title={t`Cut into parts`} onClick={() => setCutting(true)}>
        <IconScissors {...ICON} />
        <span className="word"><Trans>Cut</Trans></span>
      </button>
      {cutting && <CutDialog projectId={project.id} itemId={itemId} onClose={() => setCutting(false)} />}
    </>
  )
}

/** To any stage; where no arrow leads there, with a reason. */
function Moving({ project, stages, target }: Pick<BulkBarProps, "project" | "target"> & { stages: readonly Stage[] }) {
  const bulk = useBulk(project.id, target)
  const [refused, setRefused] = useState<{ stage: Stage; error: Error } | null>(null)
  const complete = stages.find(({ kind }) => kind === "complete")
  const move = (stage: Stage, reason = "") => {
    const ask = { action: "move", stage: stage.id, ...(reason ? { reason } : {}) } as const
    bulk.mutate({ ask, done: (clips) => t`${clips} moved to ${stageName(stage.name)}` }, { onError: (error) => setRefused(needsReason(error, ask) ? { stage, error } : null) })
  }
  return (
    <>
      <BarMenu
        icon={<IconArrowRight {...ICON} />}
        name={t`Move to stage`}
        items={(Menu) =>
          stages.map((stage) => (
            <Menu.Item key={stage.id} leftSection={<StageDot kind={stage.kind} />} onClick={() => move(stage)}>
              {stageName(stage.name)}
            </Menu.Item>
          ))
        }
      />
      {complete && (
        <button type="button" aria-label={t`Set complete`} title={t`Set complete`} onClick={() => move(complete)}>
          <IconCircleCheck {...ICON} />
          <span className="word"><Trans>Set complete</Trans></span>
        </button>
      )}
      {refused && <MoveDialog {...refused} onReason={(reason) => move(refused.stage, reason)} onClose={() => setRefused(null)} />}
    </>
  )
}

function AssignMenu({ project, members, target }: Pick<BulkBarProps, "project" | "members" | "target">) {
  const assigning = useAssigning(project.id, target)
  return (
    <BarMenu
      icon={<IconUserPlus {...ICON} />}
      name={t`Assign`}
      items={(Menu) => (
        <>
          {members.map(({ user }) => (
            <Menu.Item key={user.id} onClick={() => assigning.mutate({ userId: user.id, name: user.name })}>
              {user.name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => assigning.mutate({ userId: null, name: "" })}><Trans>Nobody</Trans></Menu.Item>
        </>
      )}
    />
  )
}
