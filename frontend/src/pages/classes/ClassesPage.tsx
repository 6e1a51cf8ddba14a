/** What people may say about clips: the project's classes. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconPlus, IconTags } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { classesQuery } from "../../api/queries"
import type { LabelClass } from "../../api/types"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { Table } from "../../ui/Table"
import { facetsQuery } from "../data/items"
import { useProject } from "../shell/useProject"
import { ClassDialog } from "./ClassDialog"
import { ClassRow } from "./ClassRow"

export function ClassesPage() {
  const project = useProject()
  const classes = useQuery(classesQuery(project.id))
  const [adding, setAdding] = useState(false)
  const manages = may(project, "manage")
  const found = classes.data?.results ?? []
  const add = (
    <button type="button" className="btn pri" onClick={() => setAdding(true)}>
      <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Add class</Trans>
    </button>
  )
  return (
    <>
      <PageHeader title={t`Classes`} {...(classes.data ? { note: plural(found.length, { one: "# class", other: "# classes" }) } : {})}>
        {manages && found.length > 0 && add}
      </PageHeader>
      <div className="body">
        {classes.isPending && <SkeletonRows />}
        {classes.isLoadingError && <ProblemState error={classes.error} retry={() => void classes.refetch()} />}
        {classes.isSuccess && found.length === 0 && (
          <EmptyState icon={<IconTags size={24} stroke={1.6} />} title={t`No classes yet`} action={manages && add}>
            <Trans>Classes are what people tag clips with, each with its color and its digit key.</Trans>
          </EmptyState>
        )}
        {found.length > 0 && <ClassTable classes={found} projectId={project.id} manages={manages} />}
      </div>
      {adding && <ClassDialog projectId={project.id} classes={found} onClose={() => setAdding(false)} />}
    </>
  )
}

function ClassTable({ classes, projectId, manages }: { classes: LabelClass[]; projectId: number; manages: boolean }) {
  const labeled = useQuery(facetsQuery(projectId, {})).data?.tags
  const sorted = classes.toSorted((a, b) => Number(a.archived) - Number(b.archived))
  return (
    <div className="narrow">
      <div className="card">
        <Table columns={[t`Class`, t`Kind`, t`Key`, { name: t`Clips`, look: "end" }, { name: t`Actions`, look: "hidden" }]}>
          {sorted.map((one) => (
            <ClassRow key={one.id} one={one} clips={labeled && (labeled[one.id] ?? 0)} classes={classes} projectId={projectId} manages={manages} />
          ))}
        </Table>
      </div>
    </div>
  )
}
