/** What keys do on pages without an editor. Ids are those of the workspace where the meaning is the same. */
import { msg } from "@lingui/core/macro"
import type { Action } from "./shortcuts"

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

/** What keys do wherever a clip plays. */
export const PLAYER = [
  { id: "play", label: msg`Play or pause`, group: "Play", keys: ["Space"] },
  { id: "play-back", label: msg`Play back, again for 2×, 4×, 8×`, group: "Play", keys: ["J"] },
  { id: "stop", label: msg`Stop`, group: "Play", keys: ["K"] },
  { id: "play-forward", label: msg`Play forward, again for 2×, 4×, 8×`, group: "Play", keys: ["L"] },
  { id: "back", label: msg`Back 1 frame`, group: "Move", keys: [","] },
  { id: "forward", label: msg`Forward 1 frame`, group: "Move", keys: ["."] },
  { id: "one-back", label: msg`Back 1 frame`, group: "Move", keys: ["←"] },
  { id: "one-forward", label: msg`Forward 1 frame`, group: "Move", keys: ["→"] },
  { id: "back-10", label: msg`Back 10 frames`, group: "Move", keys: ["Shift+,"] },
  { id: "forward-10", label: msg`Forward 10 frames`, group: "Move", keys: ["Shift+."] },
  { id: "first", label: msg`First frame`, group: "Move", keys: ["Home"] },
  { id: "last", label: msg`Last frame`, group: "Move", keys: ["End"] },
] as const satisfies readonly Action[]

export const REVIEW = [
  ...PLAYER,
  { id: "loop", label: msg`Loop the focused change`, group: "Play", keys: ["Z"] },
  { id: "mute", label: msg`Mute`, group: "Play", keys: ["M"] },
  { id: "previous-keyframe", label: msg`Previous change`, group: "Move", keys: ["["] },
  { id: "next-keyframe", label: msg`Next change`, group: "Move", keys: ["]"] },
  { id: "previous-edge", label: msg`Previous span edge`, group: "Move", keys: ["Shift+["] },
  { id: "next-edge", label: msg`Next span edge`, group: "Move", keys: ["Shift+]"] },
  { id: "up", label: msg`Change above`, group: "Move", keys: ["↑"] },
  { id: "down", label: msg`Change below`, group: "Move", keys: ["↓"] },
  { id: "previous-clip", label: msg`Previous clip`, group: "Move", keys: ["PgUp"] },
  { id: "next-clip", label: msg`Next clip`, group: "Move", keys: ["PgDn"] },
  { id: "accept", label: msg`Approve the clip, or the focused change`, group: "Decide", keys: ["A"] },
  { id: "accept-all", label: msg`Mark all changes as seen`, group: "Decide", keys: ["Shift+A"] },
  { id: "reject", label: msg`Reject the clip, or take the focused change back`, group: "Decide", keys: ["X"] },
  { id: "next-uncertain", label: msg`Next uncertain gap`, group: "Move", keys: ["G"] },
  { id: "previous-uncertain", label: msg`Previous uncertain gap`, group: "Move", keys: ["Shift+G"] },
  { id: "comment", label: msg`Comment at this frame`, group: "Work", keys: ["C"] },
  { id: "undo", label: msg`Undo`, group: "Work", keys: ["Ctrl+Z"] },
  { id: "redo", label: msg`Redo`, group: "Work", keys: ["Ctrl+Shift+Z"] },
  { id: "guesses", label: msg`Model labels on or off`, group: "View", keys: ["Y"] },
  { id: "overlays", label: msg`All overlays on or off`, group: "View", keys: ["Shift+Y"] },
  { id: "fit", label: msg`Fit the focused region`, group: "View", keys: ["F"] },
  { id: "zoom-in", label: msg`Zoom in`, group: "View", keys: ["+", "="] },
  { id: "zoom-out", label: msg`Zoom out`, group: "View", keys: ["-", "−"] },
  { id: "cancel", label: msg`Out of the list, back to the clip`, group: "View", keys: ["Esc"] },
] as const satisfies readonly Action[]

export const DATA = [
  { id: "one-back", label: msg`Previous clip`, group: "Move", keys: ["←"] },
  { id: "one-forward", label: msg`Next clip`, group: "Move", keys: ["→"] },
  { id: "up", label: msg`Row above`, group: "Move", keys: ["↑"] },
  { id: "down", label: msg`Row below`, group: "Move", keys: ["↓"] },
  { id: "first", label: msg`First clip`, group: "Move", keys: ["Home"] },
  { id: "last", label: msg`Last clip`, group: "Move", keys: ["End"] },
  { id: "nudge-left-1", label: msg`Look into the clip, back`, group: "Move", keys: ["Shift+←"] },
  { id: "nudge-right-1", label: msg`Look into the clip, forward`, group: "Move", keys: ["Shift+→"] },
  { id: "tag", label: msg`Tag the selected clips with that class`, group: "Label", keys: DIGITS, fixed: true },
  { id: "pick", label: msg`Class picker`, group: "Label", keys: ["T"] },
  { id: "all", label: msg`Select all`, group: "View", keys: ["Ctrl+A"] },
  { id: "cancel", label: msg`Deselect`, group: "View", keys: ["Esc"] },
  { id: "delete", label: msg`Move the selected clips to the trash`, group: "Work", keys: ["Delete", "Backspace"] },
  { id: "undo", label: msg`Undo`, group: "Work", keys: ["Ctrl+Z"] },
  { id: "redo", label: msg`Redo`, group: "Work", keys: ["Ctrl+Shift+Z"] },
  { id: "search", label: msg`Search`, group: "View", keys: ["/"] },
  { id: "zoom-in", label: msg`Larger pictures`, group: "View", keys: ["+", "="] },
  { id: "zoom-out", label: msg`Smaller pictures`, group: "View", keys: ["-", "−"] },
] as const satisfies readonly Action[]

export const FEEDS = [
  { id: "one-back", label: msg`Previous clip`, group: "Move", keys: ["←"] },
  { id: "one-forward", label: msg`Next clip`, group: "Move", keys: ["→"] },
  { id: "up", label: msg`Row above`, group: "Move", keys: ["↑"] },
  { id: "down", label: msg`Row below`, group: "Move", keys: ["↓"] },
  { id: "first", label: msg`First clip`, group: "Move", keys: ["Home"] },
  { id: "last", label: msg`Last clip`, group: "Move", keys: ["End"] },
  { id: "accept", label: msg`Accept what the card proposes, on to the next`, group: "Decide", keys: ["A"] },
  { id: "accept-all", label: msg`Accept all that are left on the page`, group: "Decide", keys: ["Shift+A"] },
  { id: "reject", label: msg`Reject what the card proposes, on to the next`, group: "Decide", keys: ["X"] },
  { id: "tag", label: msg`Tag the clip, on to the next`, group: "Decide", keys: DIGITS, fixed: true },
  { id: "pick", label: msg`Other class`, group: "Decide", keys: ["T"] },
  { id: "repeat", label: msg`Same as last`, group: "Decide", keys: ["N"] },
  { id: "put-aside", label: msg`Skip the clip`, group: "Decide", keys: ["S"] },
  { id: "undo", label: msg`Undo`, group: "Work", keys: ["Ctrl+Z"] },
] as const satisfies readonly Action[]
