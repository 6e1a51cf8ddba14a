/** The project of the address. */
import { useSuspenseQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { projectQuery } from "../../api/queries"
import type { Project } from "../../api/types"

export function useProject(): Project {
  const { project } = useParams({ strict: false })
  return useSuspenseQuery(projectQuery(Number(project))).data
}
