/** What is known about the clip itself. */
import { secondsAt, timecode } from "../editor-core/frames/time"
import { useAround } from "./around"
import { useEditor, usePlayer } from "./context"
import { HistoryPanel } from "./HistoryPanel"
import { LeftOut } from "./LeftOut"
import { Neighbors } from "./Neighbors"
import { Untagged } from "./Untagged"

export function ClipTab() {
  const { clip: facts } = useEditor()
  const { clip, suggestions } = useAround()
  const mismatches = usePlayer((player) => player.mismatches)
  const origin = usePlayer((player) => player.origin)
  const lines: readonly [string, string][] = [
    ["Name", clip.name],
    ["Folder", clip.folder || "None"],
    ["Source", clip.source],
    ["Stage", clip.stage],
    ["Length", `${timecode(secondsAt(facts.frames, facts))}, ${facts.frames} frames`],
    ["Rate", clip.rateText],
    ["Picture", `${facts.width} × ${facts.height}`],
    ["Original", clip.original],
    ["Labeled by", clip.assignee ?? "Nobody yet"],
    ["Suggestions", suggestions > 0 ? `${suggestions} waiting for a reviewer` : "None"],
    ["Frames shown by", origin === "decoder" ? "Decoder, kept for stepping" : "Video element"],
    ["Wrong frames corrected", String(mismatches)],
  ]
  return (
    <>
      <section>
        <dl className="ws-facts wide">
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Neighbors />
      <LeftOut />
      <HistoryPanel />
      <Untagged />
    </>
  )
}
