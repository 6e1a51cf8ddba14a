/** The lanes of the timeline: what the clip has for them, and how high each is; heights are kept per browser. */
import { useEffect, useMemo, useState } from "react"
import { type Lane, type LaneContent, type LaneHeights, lanesOf, USUAL } from "../editor-core/timeline/lanes"
import { Wave } from "../editor-core/timeline/wave"
import { useEditor, usePlayer, useView } from "./context"

const KEPT_AS = "cliploop.workspace.lanes"

export interface Lanes {
  readonly lanes: readonly Lane[]
  readonly content: LaneContent
  readonly heights: LaneHeights
  readonly resize: (heights: Partial<LaneHeights>) => void
}

export function useLanes(): Lanes {
  const { player } = useEditor()
  const [heights, setHeights] = useState(kept)
  const shots = useView((state) => state.shots)
  const sound = useWave()
  // The sheet is there once the clip is on screen.
  const shown = usePlayer(({ sheet }) => sheet !== null)
  const content = useMemo(() => ({ film: shown ? player.sheet : null, sound, shots }), [player, shown, sound, shots])
  const lanes = useMemo(() => lanesOf(heights, content), [heights, content])
  const resize = (changed: Partial<LaneHeights>) => {
    const next = { ...heights, ...changed }
    localStorage.setItem(KEPT_AS, JSON.stringify(next))
    setHeights(next)
  }
  return { lanes, content, heights, resize }
}

/** How loud the clip is, read once. */
function useWave(): Wave | null {
  const { player } = useEditor()
  const [wave, setWave] = useState<{ url: string; wave: Wave } | null>(null)
  const { waveform } = player.media
  useEffect(() => {
    if (!waveform) return undefined
    const { url, rate } = waveform
    const stop = new AbortController()
    fetch(url, { signal: stop.signal })
      .then(async (answer) => {
        if (answer.ok) setWave({ url, wave: new Wave(new Uint8Array(await answer.arrayBuffer()), rate) })
      })
      // Without its sound the timeline is still right.
      .catch(() => undefined)
    return () => stop.abort()
  }, [waveform])
  return wave && wave.url === waveform?.url ? wave.wave : null
}

function kept(): LaneHeights {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<LaneHeights>) }
  } catch {
    return USUAL
  }
}
