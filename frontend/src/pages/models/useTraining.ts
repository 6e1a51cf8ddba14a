/** What somebody is about to train: always something that can be trained as it stands. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import { labeledQuery, previewQuery, runsQuery, zooQuery } from "../../api/learningQueries"
import type { Run, ZooEntry } from "../../api/learningTypes"
import type { LabelClass, Project } from "../../api/types"
import { tagClasses } from "../data/tagClasses"

/** What a person changed; the rest is the default. */
interface Chosen {
  readonly classes?: readonly number[]
  readonly entry?: string
  readonly regime?: string
  readonly seed?: number
  /** Whether clips are cut where shots begin. */
  readonly shots?: boolean
  /** When to start; null is now. */
  readonly at?: Date | null
}

export function useTraining(project: Project) {
  const [chosen, setChosen] = useState<Chosen>({})
  const { data: zoo } = useQuery(zooQuery(project.id))
  const { data: labeled } = useQuery(labeledQuery(project.id))
  const classes = tagClasses(project)
  const entry = zoo?.find(({ key }) => key === chosen.entry) ?? zoo?.[0]
  const picked = chosen.classes ?? (labeled ? usable(classes, labeled.byClass) : [])
  const seed = chosen.seed ?? 0
  const shots = chosen.shots ?? false
  const preview = useQuery(previewQuery(project.id, { classes: picked, entry: entry?.key ?? "", seed, follow_shots: shots }))
  return {
    change: (change: Chosen) => setChosen((before) => ({ ...before, ...change })),
    zoo: zoo ?? [],
    classes,
    labeled,
    entry,
    regime: regimeOf(entry, chosen.regime),
    picked,
    seed,
    shots,
    at: chosen.at ?? null,
    preview,
  }
}

export type Training = ReturnType<typeof useTraining>

/** The classes with labels; without any label all of them, so that the refusal can say what is missing. */
export function usable(classes: readonly LabelClass[], byClass: Readonly<Record<string, number>>): number[] {
  const labeled = classes.filter(({ id }) => (byClass[String(id)] ?? 0) > 0)
  return (labeled.length > 0 ? labeled : classes).map(({ id }) => id)
}

/** The regime asked for where the entry has it, else the entry's own. */
export function regimeOf(entry: ZooEntry | undefined, asked: string | undefined): string {
  if (!entry) return ""
  return asked !== undefined && entry.regimes.includes(asked) ? asked : (entry.regimes[0] ?? "")
}

/** Starts the run and opens it. */
export function useStart(project: Project, { picked, entry, regime, seed, shots, at }: Training) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () =>
      post<Run>(`/projects/${project.id}/runs`, {
        classes: picked,
        entry: entry?.key,
        regime,
        seed,
        follow_shots: shots,
        not_before: at?.toISOString() ?? null,
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: runsQuery(project.id).queryKey })
      await navigate({ to: "/p/$project/models/$run", params: { project: String(project.id), run: String(id) }, search: {} })
    },
  })
}
