/** Parts that the first look at a page does without: loaded once it has painted, when they are shown before that, or beside it. */
import { t } from "@lingui/core/macro"
import { type ComponentType, createElement, useEffect, useSyncExternalStore } from "react"
import { sayProblem } from "./toasts"

const AGAIN_MS = 5_000
const BUSY_MS = 200

/** What is still to be loaded, in the order in which the page named it. */
const waiting: (() => Promise<void>)[] = []
let isBusy: (() => boolean) | null = null
let planned = false

/** A component that is loaded later. Where it is shown too soon, nothing stands in its place until it is there. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const part = new Part(load)
  waiting.push(() => part.ask().catch(() => undefined))
  plan()
  return shown(part)
}

/** A component that is loaded beside what names it, which does not wait for it. */
export function beside<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const part = new Part(load)
  // Where it cannot be loaded, that is said once it is shown.
  part.ask().catch(() => undefined)
  return shown(part)
}

function shown<Props extends object>(part: Part<Props>): ComponentType<Props> {
  return function Later(props: Props) {
    const component = useSyncExternalStore(part.listen, part.get)
    useEffect(() => {
      if (!component) void part.insist()
    }, [component])
    return component && createElement(component, props)
  }
}

/** The page has painted: from now on the rest comes whenever neither it nor the browser has anything to do. */
export function loadTheRest(pageIsBusy: () => boolean): void {
  isBusy = pageIsBusy
  plan()
}

class Part<Props extends object> {
  private component: ComponentType<Props> | null = null
  private asked: Promise<void> | null = null
  private readonly listeners = new Set<() => void>()

  constructor(private readonly load: () => Promise<ComponentType<Props>>) {}

  readonly get = () => this.component

  readonly listen = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Load it, once. Rejects where it cannot be loaded; asking again then tries again. */
  ask(): Promise<void> {
    this.asked ??= this.load().then(
      (component) => {
        this.component = component
        for (const listener of this.listeners) listener()
      },
      (error: unknown) => {
        this.asked = null
        throw error
      },
    )
    return this.asked
  }

  /** Load it for somebody who waits for it: say so where that fails, and try again for as long as they wait. */
  async insist(): Promise<void> {
    try {
      await this.ask()
    } catch {
      sayProblem(new Error(t`A part of the page could not be loaded. It is tried again until the connection is back.`))
      setTimeout(() => {
        if (this.listeners.size > 0) void this.insist()
      }, AGAIN_MS)
    }
  }
}

function plan(): void {
  const busy = isBusy
  if (!busy || planned || waiting.length === 0) return
  planned = true
  whenIdle(() => {
    planned = false
    if (busy()) setTimeout(plan, BUSY_MS)
    else void waiting.shift()?.().then(plan)
  })
}

/** Not every browser says when it is idle. */
function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run)
  else setTimeout(run, BUSY_MS)
}
