/** The frame in the address: read when a clip opens, written when the playhead rests. */
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useEffect } from "react"
import type { Review } from "./useReview"

const WAIT_MS = 400

export function useFrameInAddress({ player, differences }: Review): void {
  const navigate = useNavigate()
  const { f } = useSearch({ strict: false })
  useEffect(() => {
    const asked = Number(f)
    player.seek(f !== undefined && Number.isInteger(asked) ? asked : (differences[0]?.frame ?? 0))
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      if (player.speed !== 0 || !player.settled) return
      void navigate({ to: ".", search: (before: Record<string, unknown>) => ({ ...before, f: String(player.shown) }), replace: true, resetScroll: false })
    }
    const stop = player.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(write, WAIT_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
    // Only a new clip reads the address; reading it on each change would undo the person's moves.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- by identity of the player, see above
  }, [player, navigate])
}
