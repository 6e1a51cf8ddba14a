/** Which stages the clips of each dataset go through, and what these do without people. */
import { msg, t } from "@lingui/core/macro"
import { i18n } from "@lingui/core"
import { Trans } from "@lingui/react/macro"
import { Select } from "@mantine/core"
import { IconRoute } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { patch } from "../../api/client"
import type { Project } from "../../api/types"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useSaving } from "../../ui/saving"
import { useProject } from "../shell/useProject"
import { ModelStage } from "./ModelStage"
import { SamplingStage } from "./SamplingStage"
import { SettingsNav } from "./SettingsNav"
import { type Workflow, workflowsQuery } from "./workflow"

const TEMPLATES = [
  { value: "people", label: msg`People label, others review` },
  { value: "model-first", label: msg`A model first, people where it is not sure` },
] as const

export function WorkflowPage() {
  const project = useProject()
  const workflows = useQuery(workflowsQuery(project.id))
  return (
    <>
      <PageHeader title={t`Settings`} />
      <SettingsNav />
      <div className="body">
        <div className="narrow" style={{ maxWidth: 760 }}>
          {workflows.isPending && <SkeletonRows />}
          {workflows.isLoadingError && <ProblemState error={workflows.error} retry={() => void workflows.refetch()} />}
          {workflows.data?.length === 0 && (
            <EmptyState icon={<IconRoute size={24} stroke={1.6} />} title={t`No dataset yet`}>
              <Trans>Upload clips first. Their dataset gets a workflow, and it is chosen here.</Trans>
            </EmptyState>
          )}
          {workflows.data?.map((workflow) => (
            <DatasetCard key={workflow.dataset_id} project={project} workflow={workflow} />
          ))}
        </div>
      </div>
    </>
  )
}

function DatasetCard({ project, workflow }: { project: Project; workflow: Workflow }) {
  const save = useSaving((template: string) => patch<Workflow>(`/projects/${project.id}/workflows/${workflow.dataset_id}`, { template }), ["project", project.id])
  const known = TEMPLATES.map(({ value, label }) => ({ value, label: i18n._(label) }))
  const data = workflow.template === null ? [...known, { value: "", label: t`One of its own` }] : known
  return (
    <section className="card panel" aria-label={workflow.name}>
      <h2>{workflow.name}</h2>
      <Select
        label={t`Workflow`}
        data={data}
        value={workflow.template ?? ""}
        allowDeselect={false}
        disabled={!may(project, "manage") || save.isPending}
        onChange={(template) => template && save.mutate(template)}
      />
      {workflow.stages.map((stage) =>
        stage.kind === "model" ? (
          <ModelStage key={stage.stage} project={project} dataset={workflow.dataset_id} stage={stage} />
        ) : (
          <SamplingStage key={stage.stage} project={project} dataset={workflow.dataset_id} stage={stage} />
        ),
      )}
    </section>
  )
}
