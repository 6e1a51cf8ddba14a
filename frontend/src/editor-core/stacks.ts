/** Where undo steps are kept: one stack for each user, clip and tab, so that no tab writes into another's. */
import type { IDBPTransaction } from "idb"
import type { Database, Schema } from "./database"
import type { Cursor, Step } from "./kept"
import type { Tab } from "./tab"

/** Steps as they were left: the number of the oldest, and of the first that is undone. */
export interface Stack {
  readonly steps: readonly Step[]
  readonly first: number
  readonly cursor: number
}

type Writing = IDBPTransaction<Schema, ("history" | "cursors")[], "readwrite">

/** After so long nobody means to undo what a closed tab did. */
export const KEPT_MS = 30 * 24 * 60 * 60 * 1000

const NOWHERE: Cursor = { at: 0, when: 0 }

/** What the stack of a tab is called. */
export function stackName(desk: string, tab: Tab): string {
  return `${desk}|${tab.id}`
}

/** The stack of a tab; a tab without one takes over the newest whose tab was closed. */
export async function claimStack(database: Database, desk: string, tab: Tab): Promise<Stack> {
  const open = await tab.open()
  const name = stackName(desk, tab)
  const writing = begin(database)
  if ((await writing.objectStore("cursors").getKey(name)) === undefined) await takeOver(writing, desk, name, open)
  const stack = await readStack(writing, name)
  await writing.done
  return stack
}

/** Write the newest step down; `first` is the number of the oldest that is still wanted. */
export async function keepStep(database: Database, name: string, step: Step, at: number, first: number): Promise<void> {
  const writing = begin(database)
  const history = writing.objectStore("history")
  const asked = [
    history.delete(IDBKeyRange.bound([name, -1], [name, first], false, true)),
    history.delete(IDBKeyRange.bound([name, at + 1], [name, Infinity])),
    history.put(step, [name, at]),
    keepCursor(writing, name, at + 1),
  ]
  // This is all: the browser goes through with it even where the page is gone the next moment.
  writing.commit()
  await Promise.all([...asked, writing.done])
}

/**
 * What is left of a stack once an edit was given up: no step of what it did, and what it was to take
 * back is done all the same. Null where it is no matter of this stack.
 */
export function without({ steps, first, cursor }: Stack, edit: string): Stack | null {
  const at = steps.findIndex((step) => step.edit === edit)
  const step = steps[at]
  if (!step) return null
  const left = steps.toSpliced(at, 1)
  const done = cursor - first
  return at < done ? { steps: left, first, cursor: cursor - 1 } : { steps: left.toSpliced(done, 0, { ...step, edit: "" }), first, cursor: cursor + 1 }
}

/** Write a whole stack down, in the place of what it was. */
export async function keepStack(database: Database, name: string, stack: Stack): Promise<void> {
  const writing = begin(database)
  await Promise.all([putStack(writing, name, stack), writing.done])
}

/** Write down what became of a step. */
export async function replaceStep(database: Database, name: string, step: Step, at: number): Promise<void> {
  await database.put("history", step, [name, at])
}

/** Write down which step is the first that is undone, and what became of the one beside it. */
export async function moveCursor(database: Database, name: string, at: number, step: Step, stepAt: number): Promise<void> {
  const writing = begin(database)
  await Promise.all([writing.objectStore("history").put(step, [name, stepAt]), keepCursor(writing, name, at), writing.done])
}

/** Forget the stacks of tabs that were closed long ago. */
export async function sweepStacks(database: Database, tab: Tab, now = Date.now()): Promise<void> {
  const open = await tab.open()
  const writing = begin(database)
  const cursors = writing.objectStore("cursors")
  const [names, kept] = await Promise.all([cursors.getAllKeys(), cursors.getAll()])
  for (const [at, name] of names.entries()) {
    if ((kept[at]?.when ?? 0) < now - KEPT_MS && !open.has(tabIn(name))) await forget(writing, name)
  }
  await writing.done
}

/** Open the stacks to be read and written, all or nothing. */
export function begin(database: Database): Writing {
  return database.transaction(["history", "cursors"], "readwrite")
}

function keepCursor(writing: Writing, name: string, at: number): Promise<string> {
  return writing.objectStore("cursors").put({ at, when: Date.now() }, name)
}

async function takeOver(writing: Writing, desk: string, name: string, open: ReadonlySet<string>): Promise<void> {
  const cursors = writing.objectStore("cursors")
  const history = writing.objectStore("history")
  const names = await stacksOf(writing, desk)
  const found = await Promise.all(names.map(async (from) => ({ from, cursor: (await cursors.get(from)) ?? NOWHERE })))
  const [newest] = found.filter(({ from }) => !open.has(tabIn(from))).sort((a, b) => b.cursor.when - a.cursor.when)
  if (!newest) return
  const [keys, steps] = await Promise.all([history.getAllKeys(stepsOf(newest.from)), history.getAll(stepsOf(newest.from))])
  await Promise.all(keys.flatMap(([, at], index) => (steps[index] ? [history.put(steps[index], [name, at])] : [])))
  await cursors.put(newest.cursor, name)
  await forget(writing, newest.from)
}

/** The names of all stacks of a desk. */
export async function stacksOf(writing: Writing, desk: string): Promise<string[]> {
  const cursors = writing.objectStore("cursors")
  return await cursors.getAllKeys(IDBKeyRange.bound(`${desk}|`, `${desk}|\uffff`))
}

/** A stack as it is written down. */
export async function readStack(writing: Writing, name: string): Promise<Stack> {
  const history = writing.objectStore("history")
  const [keys, steps] = await Promise.all([history.getAllKeys(stepsOf(name)), history.getAll(stepsOf(name))])
  const { at } = (await writing.objectStore("cursors").get(name)) ?? NOWHERE
  return { steps, first: keys[0]?.[1] ?? 0, cursor: at }
}

/** Write a whole stack, in the place of what it was. */
export async function putStack(writing: Writing, name: string, { steps, first, cursor }: Stack): Promise<void> {
  const history = writing.objectStore("history")
  await history.delete(stepsOf(name))
  await Promise.all([...steps.map((step, at) => history.put(step, [name, first + at])), keepCursor(writing, name, cursor)])
}

async function forget(writing: Writing, name: string): Promise<void> {
  await Promise.all([writing.objectStore("history").delete(stepsOf(name)), writing.objectStore("cursors").delete(name)])
}

function stepsOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name, 0], [name, Infinity])
}

/** The tab that a stack is of. */
export function tabIn(name: string): string {
  return name.split("|")[1] ?? ""
}
