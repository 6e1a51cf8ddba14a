/** Sending one file in parts that survive a lost connection, a reload and a restarted server (tus). */
import { t } from "@lingui/core/macro"
import { DetailedError, type HttpResponse, Upload as TusUpload, type UploadOptions } from "tus-js-client"
import { BASE, csrfToken, OF_USER } from "../../../api/client"
import { problemFrom, sentenceOf } from "../../../api/problem"
import { sessionExpiredFor } from "../../../api/who"

/** Half an hour of a dead line; a part that arrives starts the count again. */
export const RETRIES = [0, 500, 1_000, 2_000, 4_000, ...Array.from({ length: 180 }, () => 10_000)]

export interface Sending {
  readonly id: string
  /** Whose upload it is. */
  readonly user: number
  readonly projectId: number
  readonly file: File
  readonly metadata: Readonly<Record<string, string>>
}

export interface Hearing {
  progress(sent: number): void
  broken(): void
  created(itemId: number): void
  /** The clip that was made of the same bytes before. */
  twin(itemId: number): void
  done(): void
  failed(problem: string): void
}

/** A file on its way. `begin` goes on where the server stopped, if it has a part already. */
export class Sender {
  private readonly tus: TusUpload
  private stopped = false

  /** `ways`: how requests go out, where it is not the browser that sends them. */
  constructor({ id, user, projectId, file, metadata }: Sending, hearing: Hearing, ways: Partial<UploadOptions> = {}) {
    this.tus = new TusUpload(file, {
      endpoint: `${BASE}/projects/${projectId}/uploads`,
      metadata: { ...metadata, filename: file.name },
      fingerprint: () => Promise.resolve(id),
      removeFingerprintOnSuccess: true,
      retryDelays: RETRIES,
      onBeforeRequest: (request) => {
        request.setHeader("X-CSRFToken", csrfToken())
        request.setHeader(OF_USER, String(user))
      },
      onAfterResponse: (request, response) => {
        tellClips(hearing, { get: (name) => response.getHeader(name) })
        if (request.getMethod() === "HEAD") requireAnswer(response)
      },
      ...ways,
      onProgress: (sent) => hearing.progress(sent),
      onShouldRetry: (error) => {
        const status = statusOf(error)
        if (status === 401) sessionExpiredFor(user)
        const again = mayPass(status)
        if (again) hearing.broken()
        return again
      },
      onSuccess: () => hearing.done(),
      onError: (error) => hearing.failed(wordsOf(error)),
    })
  }

  async begin(): Promise<void> {
    await this.find()
    if (!this.stopped) this.tus.start()
  }

  pause(): Promise<void> {
    this.stopped = true
    return this.tus.abort(false)
  }

  /** Stop for good; the server drops what it has, be it from before a reload. */
  async cancel(): Promise<void> {
    this.stopped = true
    await this.tus.abort(false)
    await this.find()
    await this.tus.abort(true)
  }

  private async find(): Promise<void> {
    const [previous] = await this.tus.findPreviousUploads()
    if (previous && !this.tus.url) this.tus.resumeFromPreviousUpload(previous)
  }
}

/** A server's no that does not say that the upload is gone. */
class NotNow extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(String(status))
  }
}

/** Where the server did not say how far it is, the file must not be begun anew: it may well have most of it. */
function requireAnswer(response: HttpResponse): void {
  const status = response.getStatus()
  if (status >= 300 && status !== 404 && status !== 410 && status !== 423) throw new NotNow(status, response.getBody())
}

interface Headers {
  get(name: string): string | null | undefined
}

/** Pass on which clip an answer says that the file becomes, and which one it was before. */
export function tellClips(hearing: Hearing, headers: Headers): void {
  const itemId = Number(headers.get("Cliploop-Item"))
  if (itemId > 0) hearing.created(itemId)
  tellTwin(hearing, headers)
}

/** Pass on which clip an answer says that the file was before. */
export function tellTwin(hearing: Hearing, headers: Headers): void {
  const twin = Number(headers.get("Cliploop-Twin"))
  if (twin > 0) hearing.twin(twin)
}

/** A silent or tired server may answer later; a no stays a no, and so does a full disk. */
export function mayPass(status: number): boolean {
  return [0, 401, 409, 423, 429].includes(status) || (status >= 500 && status !== 507)
}

function statusOf(error: Error | DetailedError): number {
  if (!(error instanceof DetailedError)) return 0
  return error.causingError instanceof NotNow ? error.causingError.status : (error.originalResponse?.getStatus() ?? 0)
}

function bodyOf(error: Error | DetailedError): string | undefined {
  if (!(error instanceof DetailedError)) return undefined
  return error.causingError instanceof NotNow ? error.causingError.body : error.originalResponse?.getBody()
}

function wordsOf(error: Error | DetailedError): string {
  const body = bodyOf(error)
  if (!body) return t`The server cannot be reached. Retry when the connection is back.`
  try {
    return sentenceOf(problemFrom(statusOf(error), JSON.parse(body)))
  } catch {
    return t`The server did not take this file. Retry.`
  }
}
