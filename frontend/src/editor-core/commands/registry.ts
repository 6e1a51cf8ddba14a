/** All commands of the workspace. */
import { ARRANGE } from "./arrange"
import { ASSIST } from "./assist"
import type { Command } from "./command"
import { COPY_OVER } from "./copyOver"
import { DECIDE } from "./decide"
import { DRAW } from "./draw"
import { LABEL } from "./label"
import { MOVE } from "./move"
import { PLAY } from "./play"
import { RANGE } from "./range"
import { ROWS } from "./rows"
import { SHAPE } from "./shape"
import { SHOTS } from "./shots"
import { SKIP } from "./skip"
import { UNCERTAIN } from "./uncertain"
import { VIEW } from "./view"
import { WORK } from "./work"

export const COMMANDS: readonly Command[] = [...PLAY, ...MOVE, ...LABEL, ...RANGE, ...DRAW, ...SHAPE, ...ARRANGE, ...SHOTS, ...UNCERTAIN, ...COPY_OVER, ...SKIP, ...ASSIST, ...DECIDE, ...VIEW, ...ROWS, ...WORK]

/** A command by its id. Throws when there is none, which is a mistake in the program. */
export function command(id: string): Command {
  const found = COMMANDS.find((each) => each.id === id)
  if (!found) throw new Error(`There is no command ${id}`)
  return found
}
