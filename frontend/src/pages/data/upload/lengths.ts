/** How long the videos are that somebody chose, as far as the browser can tell. */
import type { Length } from "./sources"

const PATIENCE_MS = 5_000
const AT_ONCE = 4

/** The lengths of files, in their order, a few read at a time. */
export async function lengthsOf(files: readonly File[]): Promise<Length[]> {
  const found: Length[] = []
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    found.push(...(await Promise.all(files.slice(begin, begin + AT_ONCE).map(lengthOf))))
  }
  return found
}

function lengthOf(file: File): Promise<Length> {
  const address = URL.createObjectURL(file)
  const video = document.createElement("video")
  return new Promise<Length>((resolve) => {
    const say = (seconds: number | null) => {
      clearTimeout(late)
      video.removeAttribute("src")
      URL.revokeObjectURL(address)
      resolve({ name: file.name, seconds })
    }
    const late = setTimeout(() => say(null), PATIENCE_MS)
    video.onloadedmetadata = () => say(Number.isFinite(video.duration) && video.duration > 0 ? video.duration : null)
    video.onerror = () => say(null)
    video.preload = "metadata"
    video.src = address
  })
}
