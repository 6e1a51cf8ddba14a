/** The annotation workspace: picture, timeline, inspector around one clip. */
import { t } from "@lingui/core/macro"
import type { PointerEvent } from "react"
import { applyClass } from "../editor-core/commands/label"
import { COMMANDS } from "../editor-core/commands/registry"
import type { Editor } from "../editor-core/editor"
import { type Offer, useOffers } from "../ui/finder/offers"
import { beside, later } from "../ui/later"
import { AroundContext, type Around } from "./around"
import { EditorContext, useLabelsAreHere } from "./context"
import { Drawer } from "./Drawer"
import { Inspector } from "./Inspector"
import { useKeys } from "./keys"
import { LiveRegion, Notice } from "./Messages"
import { Picture } from "./Picture"
import { useRegions } from "./regions"
import { ResizeHandle, useSizes } from "./sizes"
import { ToolRail } from "./ToolRail"
import { TopBar } from "./TopBar"
import { Transport } from "./Transport"
import "./inspector.css"
import "./workspace.css"

const Timeline = beside(async () => (await import("./Timeline")).Timeline)
const ClassPicker = later(async () => (await import("./ClassPicker")).ClassPicker)
const ConflictCards = later(async () => (await import("./ConflictCards")).ConflictCards)
const KeptFocus = later(async () => (await import("./KeptFocus")).KeptFocus)
const Question = later(async () => (await import("./Question")).Question)

export function Workspace({ editor, around }: { editor: Editor; around: Around }) {
  useKeys(editor)
  useRegions(editor)
  useOffers(() => offersOf(editor))
  const [sizes, resize] = useSizes()
  const here = useLabelsAreHere(editor)
  const style = { "--dock": sizes.dock, "--inspector": sizes.inspector }
  return (
    <EditorContext value={editor}>
      <AroundContext value={around}>
        <div className="ws" style={style} onPointerUp={focusPicture}>
          <TopBar />
          <ToolRail />
          <Picture />
          <section className="ws-dock" aria-label={t`Timeline`} aria-busy={!here}>
            <ResizeHandle side="dock" resize={resize} />
            <Transport />
            <Timeline />
          </section>
          <Drawer>
            <Inspector resizeHandle={<ResizeHandle side="inspector" resize={resize} />} />
          </Drawer>
          <ClassPicker />
          <ConflictCards />
          <Question />
          <Notice />
          <LiveRegion />
          <KeptFocus />
        </div>
      </AroundContext>
    </EditorContext>
  )
}

/** A click on a button gives the focus back to the picture, so that Space still plays. */
function focusPicture(event: PointerEvent): void {
  const button = event.target instanceof Element && event.target.closest("button:not([role=tab]):not([data-keeps-focus]), input[type=range]")
  if (button && !button.closest("[role=dialog]")) {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".ws-picture")?.focus({ preventScroll: true }))
  }
}

/** Every command, and every class, for whoever looks for one by name. */
function offersOf(editor: Editor): Offer[] {
  const commands = COMMANDS.filter(({ fixed }) => fixed !== true)
  const offered = commands.map(({ id, label, group, keys, when, run }): Offer => {
    const enabled = !when || when(editor)
    return { id, label, group, keys, enabled, run: () => run(editor, "") }
  })
  const classes = editor.desk.classes.filter(({ archived }) => !archived)
  const digits = COMMANDS.filter(({ fixed }) => fixed === true)
  return [
    ...offered,
    ...digits.map(({ id, label, group, keys }): Offer => ({ id, label, group, keys, enabled: false, run: () => undefined })),
    ...classes.map((labelClass): Offer => {
      const { id, name, hotkey } = labelClass
      return { id: `class-${id}`, label: t`Class ${name}`, group: "Classes", keys: hotkey === null ? [] : [String(hotkey)], enabled: true, run: () => applyClass(editor, labelClass) }
    }),
  ]
}
