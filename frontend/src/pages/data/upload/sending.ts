/** Sending one file in parts that survive a lost connection, a reload and a restarted server (tus). */
import { t } from "@lingui/core/macro"
import { DetailedError, Upload as TusUpload } from "tus-js-client"
import { BASE, csrfToken, sessionExpired } from "../../../api/client"
import { problemFrom, sentenceOf } from "../../../api/problem"

/** Half an hour of a dead line; a part that arrives starts the count again. */
export const RETRIES = [0, 500, 1_000, 2_000, 4_000, ...Array.from({ length: 180 }, () => 10_000)]

export interface Sending {
  readonly id: string
  readonly projectId: number
  readonly file: File
  readonly metadata: Readonly<Record<string, string>>
}

export interface Hearing {
  progress(sent: number): void
  broken(): void
  created(itemId: number): void
  done(): void
  failed(problem: string): void
}

/** A file on its way. `begin` goes on where the server stopped, if it has a part already. */
export class Sender {
  private readonly tus: TusUpload

  constructor({ id, projectId, file, metadata }: Sending, hearing: Hearing) {
    this.tus = new TusUpload(file, {
      endpoint: `${BASE}/projects/${projectId}/uploads`,
      metadata: { ...metadata, filename: file.name },
      fingerprint: () => Promise.resolve(id),
      removeFingerprintOnSuccess: true,
      retryDelays: RETRIES,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onAfterResponse: (_, response) => {
        const itemId = Number(response.getHeader("Cliploop-Item"))
        if (itemId > 0) hearing.created(itemId)
      },
      onProgress: (sent) => hearing.progress(sent),
      onShouldRetry: (error) => {
        const status = statusOf(error)
        if (status === 401) sessionExpired()
        const again = mayPass(status)
        if (again) hearing.broken()
        return again
      },
      onSuccess: () => hearing.done(),
      onError: (error) => hearing.failed(wordsOf(error)),
    })
  }

  async begin(): Promise<void> {
    const [previous] = await this.tus.findPreviousUploads()
    if (previous) this.tus.resumeFromPreviousUpload(previous)
    this.tus.start()
  }

  pause(): Promise<void> {
    return this.tus.abort(false)
  }

  /** Stop for good; the server drops what it has. */
  cancel(): Promise<void> {
    return this.tus.abort(true)
  }
}

/** A silent or tired server may answer later; a no stays a no, and so does a full disk. */
export function mayPass(status: number): boolean {
  return [0, 401, 409, 423, 429].includes(status) || (status >= 500 && status !== 507)
}

function statusOf(error: Error | DetailedError): number {
  return error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0
}

function wordsOf(error: Error | DetailedError): string {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined
  if (!body) return t`The server cannot be reached. Retry when the connection is back.`
  try {
    return sentenceOf(problemFrom(statusOf(error), JSON.parse(body)))
  } catch {
    return t`The server did not take this file. Retry.`
  }
}
