/** What can be done with the chosen clips. */
import { Menu } from "@mantine/core"
import { IconArrowRight, IconCircleCheck, IconTag, IconTrash, IconUserPlus, IconVideo, IconX } from "@tabler/icons-react"
import { type ReactNode, useState } from "react"
import type { Dataset, Member, Project, Stage } from "../../api/types"
import { ClassSwatch, KeyHint, StageDot } from "../../ui/parts"
import { may } from "../../ui/rights"
import { count } from "../../ui/words"
import { type Target, useAssigning, useBulk, useTagging } from "./items"
import { chosenCount } from "./selection"
import { SourceDialog } from "./SourceDialog"
import { tagClasses } from "./tagClasses"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export interface BulkBarProps {
  readonly project: Project
  readonly datasets: readonly Dataset[]
  readonly members: readonly Member[]
  readonly target: Target
  readonly total: number
  readonly onAll: () => void
  readonly onClear: () => void
}

export function BulkBar({ project, datasets, members, target, total, onAll, onClear }: BulkBarProps) {
  const { selection } = target
  const number = chosenCount(selection, total)
  const manages = may(project, "manage")
  return (
    <div className="bulk" role="toolbar" aria-label="Selected clips">
      <span className="num">{count(number)} selected</span>
      {number < total && (
        <button type="button" className="link num" onClick={onAll}>
          Select all {count(total)}
        </button>
      )}
      <span className="vr" />
      {may(project, "annotate") && <TagMenu project={project} target={target} />}
      {manages && <Managing project={project} datasets={datasets} members={members} target={target} onClear={onClear} />}
      <button type="button" aria-label="Clear selection" title="Clear selection" onClick={onClear}>
        <IconX {...ICON} />
      </button>
    </div>
  )
}

function BarMenu({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <button type="button" aria-label={name} title={name}>
          {icon}
          <span className="word">{name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  )
}

function TagMenu({ project, target }: { project: Project; target: Target }) {
  const tagging = useTagging(project.id, target)
  const classes = tagClasses(project)
  return (
    <BarMenu icon={<IconTag {...ICON} />} name="Tag">
      {classes.length === 0 && <Menu.Label>This project has no tag classes yet. Add them under Classes.</Menu.Label>}
      {classes.map(({ id, name, color, hotkey }) => (
        <Menu.Item
          key={id}
          leftSection={<ClassSwatch slot={color} />}
          rightSection={hotkey === null ? null : <KeyHint>{hotkey}</KeyHint>}
          onClick={() => tagging.mutate({ classId: id, name })}
        >
          {name}
        </Menu.Item>
      ))}
    </BarMenu>
  )
}

type ManagingProps = Pick<BulkBarProps, "project" | "datasets" | "members" | "target" | "onClear">

function Managing({ project, datasets, members, target, onClear }: ManagingProps) {
  const bulk = useBulk(project.id, target)
  const stages = datasets[0]?.workflow.stages ?? []
  const complete = stages.find(({ kind }) => kind === "complete")
  const move = ({ id, name }: Stage) => bulk.mutate({ ask: { action: "move", stage: id }, done: `moved to ${name}` })
  return (
    <>
      <AssignMenu project={project} members={members} target={target} />
      <BarMenu icon={<IconArrowRight {...ICON} />} name="Move to stage">
        {stages.map((stage) => (
          <Menu.Item key={stage.id} leftSection={<StageDot kind={stage.kind} />} onClick={() => move(stage)}>
            {stage.name}
          </Menu.Item>
        ))}
      </BarMenu>
      {complete && (
        <button type="button" aria-label="Set complete" title="Set complete" onClick={() => move(complete)}>
          <IconCircleCheck {...ICON} />
          <span className="word">Set complete</span>
        </button>
      )}
      <SourceButton onSource={(source) => bulk.mutate({ ask: { action: "set-source", source }, done: `now cut from ${source}` })} />
      <span className="vr" />
      <button
        type="button"
        className="del"
        aria-label="Delete"
        title="Delete"
        onClick={() => bulk.mutate({ ask: { action: "delete" }, done: "moved to the trash" }, { onSuccess: onClear })}
      >
        <IconTrash {...ICON} />
        <span className="word">Delete</span>
      </button>
    </>
  )
}

function SourceButton({ onSource }: { onSource: (source: string) => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" aria-label="Recording" title="Recording" onClick={() => setAsking(true)}>
        <IconVideo {...ICON} />
        <span className="word">Recording</span>
      </button>
      {asking && <SourceDialog onSource={onSource} onClose={() => setAsking(false)} />}
    </>
  )
}

function AssignMenu({ project, members, target }: Pick<BulkBarProps, "project" | "members" | "target">) {
  const assigning = useAssigning(project.id, target)
  return (
    <BarMenu icon={<IconUserPlus {...ICON} />} name="Assign">
      {members.map(({ user }) => (
        <Menu.Item key={user.id} onClick={() => assigning.mutate({ userId: user.id, name: user.name })}>
          {user.name}
        </Menu.Item>
      ))}
      <Menu.Item onClick={() => assigning.mutate({ userId: null, name: "" })}>Nobody</Menu.Item>
    </BarMenu>
  )
}
