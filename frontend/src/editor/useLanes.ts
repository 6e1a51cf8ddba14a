/** The lanes of the timeline: what the clip has for them, and how high each is; heights are kept per browser. */
import { useEffect, useMemo, useState } from "react"
import { useAround } from "./around"
import type { Doubt } from "../editor-core/types"
import { type Lane, type LaneContent, type LaneHeights, lanesOf, type Skips, USUAL } from "../editor-core/timeline/lanes"
import { Wave } from "../editor-core/timeline/wave"
import { remember } from "../ui/preferences"
import { useChanges, useEditor, usePlayer, useView } from "./context"

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
  // The pictures are there once the clip is on screen.
  const shown = usePlayer(({ film }) => film !== null)
  const skips = useSkips()
  const doubt = useDoubt()
  const film = shown ? player.film : null
  const content = useMemo(() => ({ score: doubt && doubt.length > 1 ? doubt : null, doubt, film, sound, shots, skips }), [doubt, film, sound, shots, skips])
  const lanes = useMemo(() => lanesOf(heights, content), [heights, content])
  const resize = (changed: Partial<LaneHeights>) => {
    const next = { ...heights, ...changed }
    remember(KEPT_AS, JSON.stringify(next))
    setHeights(next)
  }
  return { lanes, content, heights, resize }
}

/** What is left out of training; null where nothing is. */
function useSkips(): Skips | null {
  const { store } = useEditor()
  useChanges(store)
  const { skips: spans } = store
  const open = useView((state) => state.skipFrom)
  return useMemo(() => (spans.length > 0 || open !== null ? { spans, open } : null), [spans, open])
}

/** How unsure the model is; null where it did not look at the clip, or its labels are switched off. */
function useDoubt(): readonly Doubt[] | null {
  const { doubt } = useAround()
  const guesses = useView((state) => state.guesses)
  return guesses && doubt.length > 0 ? doubt : null
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
