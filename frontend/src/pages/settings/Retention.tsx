/** How long the files that people uploaded are kept. */
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
import { bytes, counted } from "../../ui/words"

type Removal = components["schemas"]["Removal"]

const MOST_DAYS = 3_650

export function Retention({ project }: { project: Project }) {
  const [days, setDays] = useState<number | null>(project.keep_raw_days)
  const save = useSubmitting(() => patch<Project>(`/projects/${project.id}`, { keep_raw_days: days }), ["project", project.id])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: () => say("Settings saved") })
  }
  return (
    <form className="card panel" onSubmit={submit}>
      <h2>Original files</h2>
      <NumberInput
        label="Days to keep originals"
        description="After that an uploaded file is deleted. What people see and label, and every label, stays. Leave it empty to keep originals for good."
        placeholder="For good"
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
        Save
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
  if (videos === 0) return <p className="t2">Nothing would be deleted today.</p>
  return (
    <p className="warn num">
      {counted(videos, "original")} ({bytes(size_bytes)}) would be deleted within the hour. This cannot be undone.
    </p>
  )
}
