/** What somebody is about to train: always something that can be trained as it stands. */
import { useDebouncedValue } from "@mantine/hooks"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import { labeledQuery, modelsQuery, previewQuery, regimesQuery, runsQuery, type Training as Asked, usesQuery, zooQuery } from "../../api/learningQueries"
import type { Run } from "../../api/learningTypes"
import { type Schedule, schedulesQuery } from "../../api/scheduleQueries"
import type { Project } from "../../api/types"
import { tagClasses } from "../data/tagClasses"
import { ALL, type Chosen, decided, missing, usable } from "./training"

const TYPING_MS = 250

export function useTraining(project: Project) {
  const [chosen, setChosen] = useState<Chosen>({})
  const known = useKnown(project)
  const classes = tagClasses(project)
  const { labeled } = known
  const picked = chosen.classes ?? (labeled ? usable(classes, labeled.byClass) : [])
  const decision = decided(chosen, known, picked)
  const lacks = missing(decision.asked, decision.entry, decision.regime)
  const { preview, isSettled } = usePreview(project, decision.asked, chosen.options !== undefined, known.isLoaded && lacks === undefined)
  return {
    ...known,
    ...decision,
    change: (change: Chosen) => setChosen((before) => ({ ...before, ...change })),
    classes,
    picked,
    lacks,
    isAll: chosen.use === ALL,
    at: chosen.at ?? null,
    more: chosen.use === ALL ? null : (chosen.more ?? null),
    changed: chosen.options ?? {},
    preview,
    isReady: lacks === undefined && preview.data?.refused === null && !preview.isPlaceholderData && isSettled,
  }
}

/** What there is to choose from. */
function useKnown(project: Project) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  const { data: regimes } = useQuery(regimesQuery(project.id))
  const { data: uses } = useQuery(usesQuery(project.id))
  const { data: models } = useQuery(modelsQuery(project.id))
  const { data: labeled } = useQuery(labeledQuery(project.id))
  const isLoaded = zoo !== undefined && regimes !== undefined && uses !== undefined
  return { zoo: zoo ?? [], regimes: regimes ?? [], uses: uses ?? [], models: models?.results ?? [], labeled, isLoaded }
}

/** What the training would be like. Whoever types asks once they pause. */
function usePreview(project: Project, asked: Asked, isTyped: boolean, isWhole: boolean) {
  const words = JSON.stringify(asked)
  const [settled] = useDebouncedValue(words, TYPING_MS)
  const isSettled = !isTyped || settled === words
  const preview = useQuery(previewQuery(project.id, isSettled ? asked : (JSON.parse(settled) as Asked), isWhole))
  return { preview, isSettled }
}

export type Training = ReturnType<typeof useTraining>

/** Starts the run and opens it, or plans it and shows the list of what is planned. */
export function useStart(project: Project, { asked, at, more, isAll }: Training, onPlanned: () => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async () => {
      const not_before = at?.toISOString() ?? null
      const { classes, seed, follow_shots } = asked
      if (!isAll && (at || more !== null)) {
        await post<Schedule>(`/projects/${project.id}/schedules`, { ...asked, not_before, more })
        return []
      }
      if (isAll) return post<Run[]>(`/projects/${project.id}/runs/compare`, { classes, seed, follow_shots, not_before })
      return [await post<Run>(`/projects/${project.id}/runs`, asked)]
    },
    onSuccess: async ([first]) => {
      await client.invalidateQueries({ queryKey: first ? runsQuery(project.id).queryKey : schedulesQuery(project.id).queryKey })
      if (!first) onPlanned()
      if (first) await navigate({ to: "/p/$project/models/$run", params: { project: String(project.id), run: String(first.id) }, search: {} })
    },
  })
}
