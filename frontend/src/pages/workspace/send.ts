/** Sending one edit, and what the server's answer means for it. */
import { request } from "../../api/client"
import { ApiProblem, sentenceOf, Unreachable } from "../../api/problem"
import { sessionExpiredFor } from "../../api/who"
import type { Letter } from "../../editor-core/kept"
import type { Answer } from "../../editor-core/outbox"
import type { Present } from "../../editor-core/rebase"
import type { Applied, Edit } from "../../editor-core/types"
import { client } from "../../queryClient"
import { itemQuery } from "./clip"
import { sendTogether } from "./together"

/** Send an edit in its author's name. Never throws: what goes wrong is an answer too. */
export async function sendEdit({ project, item, user }: Pick<Letter, "project" | "item" | "user">, edit: Edit): Promise<Answer> {
  const post = <Said>(path: string, body: unknown) => request<Said>("POST", path, { body, user })
  try {
    const { step, ...said } = edit
    const path = `/projects/${project}/items/${item}`
    const applied =
      step === undefined
        ? await post<Applied>(`${path}/edits`, said)
        : step.kind === "recall"
          ? await post<Applied>(`${path}/recall`, { ...said, decision: step.decision })
          : await sendTogether({ project, user }, item, said, step)
    if (step) handedOn(project, item)
    return { kind: "applied", applied }
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) sessionExpiredFor(user)
    return answerTo(error)
  }
}

/** A clip is in another stage: who shows it hears so at once, who shows lists of clips when they show them again. */
function handedOn(project: number, item: number): void {
  void client.invalidateQueries({ queryKey: ["project", project], refetchType: "none" })
  void client.invalidateQueries(itemQuery(project, item))
}

function answerTo(error: unknown): Answer {
  if (error instanceof Unreachable) return { kind: "unreachable" }
  if (!(error instanceof ApiProblem)) return { kind: "refused", problem: sentenceOf(error) }
  if (error.status === 401) return { kind: "signed-out" }
  // A server in trouble, or one that asks for patience, may take the edit later.
  if (error.status >= 500 || error.status === 429) return { kind: "unreachable" }
  if (error.code === "version-conflict") {
    const { records = [], removed = [], versions = {} } = error.body as Partial<Present>
    return { kind: "conflict", records, removed, versions }
  }
  return { kind: "refused", problem: sentenceOf(error) }
}
