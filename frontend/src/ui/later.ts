/** Parts that the first look at a page does without: loaded once it has painted, when they are shown before that, or beside it. */
import { t } from "@lingui/core/macro"
import { type ComponentType, createElement, useEffect, useSyncExternalStore } from "react"
import { say } from "./toasts"

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
      const again = { label: t`Load again`, run: () => location.reload() }
      say(t`A part of the page is gone. Load the page again: your labels are kept.`, again, true)
    })
  }
}

let connection: Promise<void> | null = null

/** Resolves once the server answers; that it does not is said once for all who wait. */
function connected(): Promise<void> {
  connection ??= answer(true).finally(() => {
    connection = null
  })
  return connection
}

/**
 * Resolves once the server answers. A browser that failed to load a module says so for as long as the page lives, and
 * never asks again (https://github.com/whatwg/html/issues/6768): what cannot come is better not asked for.
 */
async function answer(tell: boolean): Promise<void> {
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store" })
  } catch {
    if (tell) say(t`A part of the page comes when the connection is back.`, null, true)
    await pause(AGAIN_MS)
    await answer(false)
  }
}

function plan(): void {
  if (!isBusy || planned || waiting.length === 0) return
  planned = true
  whenIdle(() => void loadNext())
}

async function loadNext(): Promise<void> {
  if (isBusy?.()) {
    await pause(BUSY_MS)
  } else {
    await answer(false)
    await waiting.shift()?.()
  }
  planned = false
  plan()
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Not every browser says when it is idle. */
function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run)
  else setTimeout(run, BUSY_MS)
}
