/** Somebody to listen to, in the form React's useSyncExternalStore expects. */

export class Observable {
  private readonly listeners = new Set<() => void>()
  /** Grows with each change, so that it can serve as a snapshot. */
  changes = 0

  /** Call `listener` after each change; the answer stops it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  protected tell(): void {
    this.changes += 1
    for (const listener of [...this.listeners]) {
      try {
        listener()
      } catch (error) {
        // Whoever stumbles over the news must not keep it from the others, nor an edit from being sent.
        reportError(error)
      }
    }
  }
}
