/** Files dropped on the page: no drop leads away from it, and none is lost that comes while it loads. */
import { fromDrop, type Given } from "./files"

/** Whoever takes files, and shows whether some are held over the page. */
export interface Taker {
  over(over: boolean): void
  give(files: Given[]): void
  failed(problem: unknown): void
}

/** How long files wait for the page that they were dropped on, in milliseconds. */
const PATIENCE_MS = 60_000
const TAKES_FILES = /^\/p\/\d+\/data\/?$/

interface Early {
  readonly files: Promise<Given[]>
  readonly path: string
  readonly at: number
}

/** Above all else while files are held: a drop on what the page takes away right then would reach nobody. */
const veil = document.createElement("div")
veil.className = "drop-veil"

let taker: Taker | null = null
let early: Early[] = []

/** Listen from the first moment on: the browser would open a dropped file in the place of the page. */
export function catchDrops(): void {
  // An element that is entered must take the files as well, or the browser takes a drop right then
  // for none.
  window.addEventListener("dragenter", over)
  window.addEventListener("dragover", over)
  window.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) away()
  })
  window.addEventListener("drop", dropped)
}

/** Take the files that are dropped from now on, and those that could not wait. Returns how to stop. */
export function takeDrops(next: Taker): () => void {
  taker = next
  const mine = early.filter(({ path, at }) => path === location.pathname && Date.now() - at < PATIENCE_MS)
  early = []
  for (const { files } of mine) hand(files, next)
  return () => {
    if (taker === next) taker = null
  }
}

function over(event: DragEvent): void {
  if (!isOurs(event)) return
  event.preventDefault()
  if (!veil.isConnected) document.body.append(veil)
  if (taker) taker.over(true)
  else if (event.dataTransfer && !TAKES_FILES.test(location.pathname)) event.dataTransfer.dropEffect = "none"
}

function away(): void {
  veil.remove()
  taker?.over(false)
}

function dropped(event: DragEvent): void {
  away()
  if (!isOurs(event) || !event.dataTransfer) return
  event.preventDefault()
  if (!taker && !TAKES_FILES.test(location.pathname)) return
  // Only now may the files be looked at, whoever takes them.
  const files = fromDrop(event.dataTransfer)
  if (taker) hand(files, taker)
  else early = [...early, { files, path: location.pathname, at: Date.now() }]
}

function hand(files: Promise<Given[]>, to: Taker): void {
  files.then((given) => to.give(given)).catch((problem: unknown) => to.failed(problem))
}

function isOurs({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false
}
