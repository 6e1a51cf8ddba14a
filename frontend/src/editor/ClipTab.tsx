/** What is known about the clip itself. */
import { t } from "@lingui/core/macro"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { useAround } from "./around"
import { useEditor, usePlayer } from "./context"
import { HistoryPanel } from "./HistoryPanel"
import { LeftOut } from "./LeftOut"
import { Neighbors } from "./Neighbors"
import { Suggestions } from "./Suggestions"
import { Untagged } from "./Untagged"

export function ClipTab() {
  const { clip: facts } = useEditor()
  const { clip } = useAround()
  const mismatches = usePlayer((player) => player.mismatches)
  const origin = usePlayer((player) => player.origin)
  const lines: readonly [string, string][] = [
    [t`Name`, clip.name],
    [t`Folder`, clip.folder || t`None`],
    [t`Source`, clip.source],
    [t`Stage`, clip.stage],
    [t`Length`, t`${timecode(secondsAt(facts.frames, facts))}, ${facts.frames} frames`],
    [t`Frame rate`, clip.rateText],
    [t`Picture`, `${facts.width} × ${facts.height}`],
    [t`Original`, clip.original],
    [t`Labeled by`, clip.assignee ?? t`Nobody yet`],
    [t`Frames shown by`, origin === "decoder" ? t`Decoder, kept for stepping` : t`Video element`],
    [t`Wrong frames corrected`, String(mismatches)],
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
      <Suggestions />
      <Neighbors />
      <LeftOut />
      <HistoryPanel />
      <Untagged />
    </>
  )
}
