/** A server's no, in words that a person can act on. */

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
    super("The server cannot be reached. Check the connection; what you did is kept and can be tried again.")
    this.name = "Unreachable"
  }
}

/** The problem in an answer, whatever its body is. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const said = isRecord(body) ? body : {}
  const title = typeof said.title === "string" ? said.title : `The server could not answer (${status}). Try again.`
  const code = typeof said.code === "string" ? said.code : "unexpected"
  const reference = typeof said.reference === "string" ? said.reference : null
  return new ApiProblem(status, code, title, fieldsOf(said.fields), reference, said)
}

/** One sentence about any error. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    return error.reference ? `${error.title}. Reference: ${error.reference}` : error.title
  }
  return error instanceof Error ? error.message : "Something went wrong. Try again."
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
