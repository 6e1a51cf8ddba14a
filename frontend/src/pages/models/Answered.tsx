/** What the server answered about a model; until then its place, and in words why there is nothing. */
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { ApiProblem, sentenceOf } from "../../api/problem"
import { Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"

interface AnsweredProps<T> {
  readonly query: UseQueryResult<T>
  /** Of what stands there in the end, in pixels. */
  readonly height: number
  readonly children: (data: T) => ReactNode
}

export function Answered<T>({ query: { data, error, refetch }, height, children }: AnsweredProps<T>) {
  if (data !== undefined) return children(data)
  // That nothing judged a model yet is no failure, and asking again does not help.
  if (error instanceof ApiProblem && error.code === "not-ready") return <p className="t2 md-pad">{sentenceOf(error)}</p>
  if (error) return <ProblemState error={error} retry={() => void refetch()} />
  return <div className="md-pad"><Skeleton height={height} /></div>
}
