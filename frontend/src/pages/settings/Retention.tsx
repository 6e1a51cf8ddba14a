/** How long the files that people uploaded are kept. */
import { t } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { NumberInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { get, patch } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { components } from "../../api/schema"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { say } from "../../ui/toasts"
import { bytes } from "../../ui/words"

type Removal = components["schemas"]["Removal"]

const MOST_DAYS = 3_650

export function Retention({ project }: { project: Project }) {
  const [days, setDays] = useState<number | null>(project.keep_raw_days)
  const save = useSubmitting(() => patch<Project>(`/projects/${project.id}`, { keep_raw_days: days }), ["project", project.id])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: () => say(t`Settings saved`) })
  }
  return (
    <form className="card panel" onSubmit={submit}>
      <h2><Trans>Original files</Trans></h2>
      <NumberInput
        label={t`Days to keep originals`}
        description={t`After that an uploaded file is deleted. What people see and label, and every label, stays. Leave it empty to keep originals for good.`}
        placeholder={t`For good`}
        min={1}
        max={MOST_DAYS}
        allowDecimal={false}
        value={days ?? ""}
        error={fieldProblem(save.error, "keep_raw_days")}
        onChange={(value) => setDays(typeof value === "number" && value > 0 ? value : null)}
      />
      <Outcome projectId={project.id} days={days} />
      <ProblemNote error={save.error} />
      <button type="submit" className="btn pri" disabled={save.isPending || days === project.keep_raw_days}>
        <Trans>Save</Trans>
      </button>
    </form>
  )
}

/** What saving would remove today. */
function Outcome({ projectId, days }: { projectId: number; days: number | null }) {
  const removal = useQuery({
    queryKey: ["project", projectId, "retention", days],
    queryFn: ({ signal }) => get<Removal>(`/projects/${projectId}/retention`, { days }, signal),
    enabled: days !== null && days <= MOST_DAYS,
  })
  if (days === null || !removal.data) return null
  const { videos, size_bytes } = removal.data
  if (videos === 0) return <p className="t2"><Trans>Nothing would be deleted today.</Trans></p>
  return (
    <p className="warn num">
      <Trans>
        <Plural value={videos} one="# original" other="# originals" /> ({bytes(size_bytes)}) would be deleted within the hour. This cannot be undone.
      </Trans>
    </p>
  )
}
