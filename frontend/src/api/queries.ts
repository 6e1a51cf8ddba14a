/** What pages ask the server for, each under one key, so that events can say what is stale. */
import { queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Overview } from "./learningTypes"
import type { ApiKey, Dataset, Invitation, Job, LabelClass, Member, Page, Project, Session, Strategies } from "./types"

const LIST = { limit: 200 }

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => get<Session>("/session", {}, signal),
  staleTime: 60_000,
})

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => get<Page<Project>>("/projects", LIST, signal),
})

export const projectQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId],
    queryFn: ({ signal }) => get<Project>(`/projects/${projectId}`, {}, signal),
    staleTime: 30_000,
  })

export const strategiesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "strategies"],
    queryFn: ({ signal }) => get<Strategies>(`/projects/${projectId}/strategies`, {}, signal),
    staleTime: Infinity,
  })

export const classesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "classes"],
    queryFn: ({ signal }) => get<Page<LabelClass>>(`/projects/${projectId}/classes`, LIST, signal),
  })

export const datasetsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "datasets"],
    queryFn: async ({ signal }): Promise<Page<Dataset>> => {
      const results = await get<Dataset[]>(`/projects/${projectId}/datasets`, {}, signal)
      return { results, next: null }
    },
    staleTime: 30_000,
  })

export const membersQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "members"],
    queryFn: ({ signal }) => get<Page<Member>>(`/projects/${projectId}/members`, LIST, signal),
    staleTime: 30_000,
  })

export const invitationsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "invitations"],
    queryFn: ({ signal }) => get<Page<Invitation>>(`/projects/${projectId}/invitations`, LIST, signal),
  })

export const keysQuery = queryOptions({
  queryKey: ["me", "keys"],
  queryFn: ({ signal }) => get<Page<ApiKey>>("/me/keys", LIST, signal),
})

export const jobsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "jobs"],
    queryFn: ({ signal }) => get<Page<Job>>(`/projects/${projectId}/jobs`, { limit: 30 }, signal),
  })

export const overviewQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "overview"],
    queryFn: ({ signal }) => get<Overview>(`/projects/${projectId}/overview`, {}, signal),
  })
