/** The annotation workspace: picture, timeline, inspector around one clip. */
import type { PointerEvent } from "react"
import type { Editor } from "../editor-core/editor"
import { AroundContext, type Around } from "./around"
import { ClassPicker } from "./ClassPicker"
import { ConflictCards } from "./ConflictCards"
import { EditorContext } from "./context"
import { HelpDialog } from "./HelpDialog"
import { Inspector } from "./Inspector"
import { useKeys } from "./keys"
import { LiveRegion, Notice, Question } from "./Messages"
import { Picture } from "./Picture"
import { ResizeHandle, useSizes } from "./sizes"
import { Timeline } from "./Timeline"
import { ToolRail } from "./ToolRail"
import { TopBar } from "./TopBar"
import { Transport } from "./Transport"
import "./inspector.css"
import "./workspace.css"

export function Workspace({ editor, around }: { editor: Editor; around: Around }) {
  useKeys(editor)
  const [sizes, resize] = useSizes()
  const style = { "--dock": sizes.dock, "--inspector": sizes.inspector }
  return (
    <EditorContext value={editor}>
      <AroundContext value={around}>
        <div className="ws" data-mantine-color-scheme="dark" style={style} onPointerUp={focusPicture}>
          <TopBar />
          <ToolRail />
          <Picture />
          <section className="ws-dock" aria-label="Timeline">
            <ResizeHandle side="dock" resize={resize} />
            <Transport />
            <Timeline />
          </section>
          <Inspector resizeHandle={<ResizeHandle side="inspector" resize={resize} />} />
          <ClassPicker />
          <HelpDialog />
          <ConflictCards />
          <Question />
          <Notice />
          <LiveRegion />
        </div>
      </AroundContext>
    </EditorContext>
  )
}

/** A click on a button gives the focus back to the picture, so that Space still plays. */
function focusPicture(event: PointerEvent): void {
  const button = event.target instanceof Element && event.target.closest("button:not([role=tab]):not([data-keeps-focus])")
  if (button && !button.closest("[role=dialog]")) {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".ws-picture")?.focus({ preventScroll: true }))
  }
}
