/** Parts that the first look at a page does without: loaded once it has painted, when they are shown before that, or beside it. */
import { t } from "@lingui/core/macro"
import { type ComponentType, createElement, useEffect, useSyncExternalStore } from "react"
import { sayProblem, sayWayOut } from "./toasts"

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

  /** Load it for somebody who waits for it, as soon as there is a connection. */
  async insist(): Promise<void> {
    await connected()
    await this.ask().catch(() => {
      sayWayOut(t`A part of the page could not be loaded. Load the page again: your labels are kept.`, {
        label: t`Load again`,
        run: () => location.reload(),
      })
    })
  }
}

/**
 * Whether the server answers now. A browser that failed to load a module says so for as long as the page lives,
 * and never asks again (https://github.com/whatwg/html/issues/6768): what cannot come is better not asked for.
 */
async function answers(): Promise<boolean> {
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store" })
    return true
  } catch {
    return false
  }
}

let connection: Promise<void> | null = null

/** Resolves once the server answers; that it does not is said once for all who wait. */
function connected(): Promise<void> {
  connection ??= waitForAnswer().finally(() => {
    connection = null
  })
  return connection
}

async function waitForAnswer(): Promise<void> {
  if (await answers()) return
  sayProblem(new Error(t`A part of the page could not be loaded. It comes when the connection is back.`))
  do await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  while (!(await answers()))
}

function plan(): void {
  if (!isBusy || planned || waiting.length === 0) return
  planned = true
  whenIdle(() => void loadNext())
}

async function loadNext(): Promise<void> {
  const pause = isBusy?.() ? BUSY_MS : (await answers()) ? 0 : AGAIN_MS
  if (pause === 0) await waiting.shift()?.()
  else await new Promise((resolve) => setTimeout(resolve, pause))
  planned = false
  plan()
}

/** Not every browser says when it is idle. */
function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run)
  else setTimeout(run, BUSY_MS)
}
