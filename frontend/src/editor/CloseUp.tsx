/** Over what plays the original's own picture of a frame, where somebody looks so closely that it has more to show. */
import { useEffect, useState } from "react"
import { bring, closeUpOf } from "../editor-core/frames/closeUp"
import { useAround } from "./around"
import { useEditor, usePlayer, useView } from "./context"

/** `width` is that of the picture on the screen, in CSS pixels. */
export function CloseUp({ width }: { width: number }) {
  const editor = useEditor()
  const { stillUrl } = useAround().clip
  const zoom = useView((state) => state.zoom)
  const frame = usePlayer((player) => closeUpOf(player, editor.clip, { zoom, pixels: width * window.devicePixelRatio }))
  const address = frame === null ? null : stillUrl(frame)
  const [found, setFound] = useState({ address: "", picture: "" })
  useEffect(() => {
    if (address === null) return undefined
    let picture = ""
    const giveUp = bring(address, (blob) => {
      picture = URL.createObjectURL(blob)
      setFound({ address, picture })
    })
    return () => {
      giveUp()
      URL.revokeObjectURL(picture)
      setFound({ address: "", picture: "" })
    }
  }, [address])
  // Asked here too, and with a key: no picture may stay for another frame, not even until the next rendering.
  if (found.address !== address) return null
  return <img key={address} className="close-up" src={found.picture} alt="" draggable={false} data-frame={frame} />
}
