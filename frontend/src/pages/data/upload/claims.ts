/** Which files this tab sends: the same one in two tabs would be in its own way. */

export type Release = () => void

/** Claim a file for this tab; null where another one still sends it after so many milliseconds. */
export function claim(id: string, patience = Infinity): Promise<Release | null> {
  // Only pages that came over a safe line have locks.
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks
  if (!locks) return Promise.resolve(() => undefined)
  return new Promise((resolve, reject) => {
    const late = patience === Infinity ? {} : { signal: AbortSignal.timeout(patience) }
    const hold = () => new Promise<void>((release) => resolve(release))
    locks.request(`cliploop-upload|${id}`, late, hold).catch((problem: unknown) => {
      if ("signal" in late && late.signal.aborted) resolve(null)
      else reject(problem instanceof Error ? problem : new Error(String(problem)))
    })
  })
}
