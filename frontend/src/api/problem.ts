/** A server's no, in words that a person can act on. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"

/** What the server answers instead of what was asked for (RFC 9457). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly fields: Readonly<Record<string, string>>,
    readonly reference: string | null,
    /** Everything the server said, for problems that carry more. */
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(title)
    this.name = "ApiProblem"
  }
}

/** The server was not reached; nothing is known about what it did. */
export class Unreachable extends Error {
  constructor() {
    super(t`The server cannot be reached. Check the connection; what you did is kept and can be tried again.`)
    this.name = "Unreachable"
  }
}

/** The problem in an answer, whatever its body is. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const said = isRecord(body) ? body : {}
  const title = typeof said.title === "string" ? said.title : t`The server could not answer (${status}). Try again.`
  const code = typeof said.code === "string" ? said.code : "unexpected"
  const reference = typeof said.reference === "string" ? said.reference : null
  return new ApiProblem(status, code, title, fieldsOf(said.fields), reference, said)
}

/** What a page is not for this person, or not any more. */
const NOES: readonly number[] = [403, 404, 410]

/** Why a page cannot be shown: something never came, or the server says no. Its silence takes nothing away that is there. */
export function obstacle(...asked: readonly { readonly data: unknown; readonly error: Error | null }[]): Error | null {
  const stands = (error: Error) => error instanceof ApiProblem && NOES.includes(error.status)
  return asked.find(({ data, error }) => error && (data === undefined || stands(error)))?.error ?? null
}

/** One sentence about any error. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    const [title, { reference }] = [titleOf(error), error]
    return reference ? t`${title}. Reference: ${reference}` : title
  }
  return error instanceof Error ? error.message : t`Something went wrong. Try again.`
}

/** What codes mean that say all there is to say; of others the server knows more. */
const MEANINGS: Readonly<Record<string, MessageDescriptor>> = {
  "signed-out": msg`Sign in first`,
  "wrong-credentials": msg`The email or the password is wrong`,
  forbidden: msg`You may not do this`,
  "not-found": msg`There is nothing at this address, or you may not see it`,
  unexpected: msg`Something went wrong on the server. Try again, or report the reference`,
  throttled: msg`This was asked too often. Wait a moment and try again`,
  "no-space": msg`The disk of the server is full`,
}

/** The server speaks English. */
function titleOf({ code, title }: ApiProblem): string {
  const known = MEANINGS[code]
  return known && i18n.locale !== "en" ? i18n._(known) : title
}

/** The sentence about one field, if the server said one. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  return error instanceof ApiProblem ? error.fields[field] : undefined
}

function fieldsOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, said]) => [name, Array.isArray(said) ? said.join(" ") : String(said)]),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
