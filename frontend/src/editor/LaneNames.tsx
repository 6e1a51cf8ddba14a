/** The names of the lanes, the edge that makes one higher, and the menu that shows or hides them. */
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronDown, IconSparkles } from "@tabler/icons-react"
import { type KeyboardEvent, type PointerEvent, useRef } from "react"
import { type Lane, LANES, resizedLane } from "../editor-core/timeline/lanes"
import { said } from "../editor-core/words"
import { later } from "../ui/later"
import { MenuButton } from "../ui/opening/MenuButton"
import type { MenuParts } from "../ui/opening/OpenMenu"
import { useAround } from "./around"
import type { Lanes } from "./useLanes"

const CommandItem = later(async () => (await import("./CommandItem")).CommandItem)
const STEP_PX = 8
const NAMES = Object.fromEntries(LANES.map(({ kind, name }) => [kind, name]))

export function LaneNames({ lanes, resize }: Lanes) {
  return lanes.map((lane) => (
    <div key={lane.kind} className="ws-lane-name" style={{ top: lane.top, height: lane.height }}>
      <span className="ws-cut ws-grow">{said(NAMES[lane.kind] ?? "")}</span>
      <LaneEdge lane={lane} resize={(height) => resize({ [lane.kind]: height })} />
    </div>
  ))
}

function LaneEdge({ lane, resize }: { lane: Lane; resize: (height: number) => void }) {
  const from = useRef<number | null>(null)
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (from.current === null) return
    resize(resizedLane(lane.height, event.clientY - from.current))
    from.current = event.clientY
  }
  const press = (event: KeyboardEvent) => {
    const by = { ArrowUp: -STEP_PX, ArrowDown: STEP_PX }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    resize(resizedLane(lane.height, by))
  }
  return (
    <button
      type="button"
      className="ws-lane-edge"
      data-keeps-focus
      aria-label={t`Height of ${said(NAMES[lane.kind] ?? "")}, arrow keys change it`}
      onPointerDown={(event) => {
        from.current = event.clientY
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={drag}
      onPointerUp={() => (from.current = null)}
      onDoubleClick={() => resize(usualOf(lane))}
      onKeyDown={press}
    />
  )
}

function usualOf({ kind, height }: Lane): number {
  return LANES.find((each) => each.kind === kind)?.usual ?? height
}

/** Which lanes are shown, and what can be done with shots. */
export function LaneMenu({ content, heights, resize }: Lanes) {
  return (
    <MenuButton
      position="top-start"
      width={232}
      className="ws-lane-menu"
      aria-label={t`Rows of the timeline`}
      data-keeps-focus
      items={(Menu) => (
        <>
          {LANES.map(({ kind, name, usual }) => (
            <Menu.CheckboxItem
              key={kind}
              disabled={content[kind] === null}
              checked={heights[kind] > 0 && content[kind] !== null}
              onChange={(on) => resize({ [kind]: on ? usual : 0 })}
            >
              {content[kind] === null ? `${said(name)}: ${said(MISSING[kind])}` : said(name)}
            </Menu.CheckboxItem>
          ))}
          <Menu.Divider />
          {OFFERED.map((id) => (
            <CommandItem key={id} id={id} Menu={Menu} />
          ))}
          <Menu.Divider />
          <ShotsItem known={content.shots !== null} Menu={Menu} />
        </>
      )}
    >
      <Trans>Rows</Trans> <IconChevronDown size={12} stroke={1.8} aria-hidden />
    </MenuButton>
  )
}

/** Once the shots are known, spans can be split by them. */
function ShotsItem({ known, Menu }: { known: boolean; Menu: MenuParts }) {
  const { findShots } = useAround()
  if (known) return <CommandItem id="split-by-shots" Menu={Menu} />
  return (
    <Menu.Item leftSection={<IconSparkles size={14} aria-hidden />} disabled={!findShots} onClick={() => findShots?.()}>
      <Trans>Find shots</Trans>
    </Menu.Item>
  )
}

/** What is offered beside the switches of each row. */
const OFFERED = ["row-up", "row-down", "collapse-rows", "expand-rows", "show-rows", "usual-rows"]
const UNSEEN = msg`no model saw this clip`
const MISSING = { score: UNSEEN, doubt: UNSEEN, film: msg`loading`, sound: msg`this clip has none`, shots: msg`not found yet`, skips: msg`nothing is` }
