/** What the two menus for the rarer commands offer. */
import { msg } from "@lingui/core/macro"
import { Fragment } from "react"
import { said, type Words } from "../editor-core/words"
import type { MenuParts } from "../ui/opening/OpenMenu"
import { CommandItem } from "./CommandItem"

interface Part {
  readonly name: Words
  readonly commands: readonly string[]
  /** Whether the menu stays, so that one can be chosen again and again. */
  readonly stays?: true
}

const PLAYING: readonly Part[] = [
  { name: msg`Step`, commands: ["back", "forward"], stays: true },
  { name: msg`Play`, commands: ["play-back", "stop", "play-forward"], stays: true },
  {
    name: msg`Go to`,
    commands: ["previous-keyframe", "next-keyframe", "previous-edge", "next-edge", "previous-uncertain", "next-uncertain", "previous-untagged", "next-untagged"],
    stays: true,
  },
  { name: msg`In and Out`, commands: ["in", "out", "go-in", "go-out"] },
]

const LABELING: readonly Part[] = [
  { name: msg`Label`, commands: ["repeat", "copy-over", "paste", "range-paste", "track", "split-by-shots", "accept", "reject", "unsure"] },
  { name: msg`Select`, commands: ["previous-object", "next-object", "up", "down", "all", "cancel"], stays: true },
  {
    name: msg`Move, and draw by keyboard`,
    commands: [
      ...["left", "right", "up", "down"].flatMap((way) => [`nudge-${way}-1`, `nudge-${way}-10`]),
      ...["one-back", "one-forward", "confirm"],
    ],
    stays: true,
  },
  { name: msg`View`, commands: ["overlays", "zoom-selection", "zoom-in", "zoom-out", "previous-region", "next-region", "quick"], stays: true },
]

const PARTS = { playing: PLAYING, labeling: LABELING } as const

export function MoreItems({ of, Menu }: { of: keyof typeof PARTS; Menu: MenuParts }) {
  return PARTS[of].map(({ name, commands, stays }) => (
    <Fragment key={commands[0]}>
      <Menu.Label>{said(name)}</Menu.Label>
      {commands.map((id) => (
        <CommandItem key={id} id={id} Menu={Menu} stays={stays ?? false} />
      ))}
    </Fragment>
  ))
}
