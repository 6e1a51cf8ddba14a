/** What keys do on pages without an editor. Ids are those of the workspace where the meaning is the same. */
import type { Action } from "./shortcuts"

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

/** What keys do wherever a clip plays. */
export const PLAYER = [
  { id: "play", label: "Play or pause", group: "Play", keys: ["Space"] },
  { id: "play-back", label: "Play back, again for 2×, 4×, 8×", group: "Play", keys: ["J"] },
  { id: "stop", label: "Stop", group: "Play", keys: ["K"] },
  { id: "play-forward", label: "Play forward, again for 2×, 4×, 8×", group: "Play", keys: ["L"] },
  { id: "back", label: "Back 1 frame", group: "Move", keys: [","] },
  { id: "forward", label: "Forward 1 frame", group: "Move", keys: ["."] },
  { id: "one-back", label: "Back 1 frame", group: "Move", keys: ["←"] },
  { id: "one-forward", label: "Forward 1 frame", group: "Move", keys: ["→"] },
  { id: "back-10", label: "Back 10 frames", group: "Move", keys: ["Shift+,"] },
  { id: "forward-10", label: "Forward 10 frames", group: "Move", keys: ["Shift+."] },
  { id: "first", label: "First frame", group: "Move", keys: ["Home"] },
  { id: "last", label: "Last frame", group: "Move", keys: ["End"] },
] as const satisfies readonly Action[]

export const REVIEW = [
  ...PLAYER,
  { id: "loop", label: "Loop the focused change", group: "Play", keys: ["Z"] },
  { id: "previous-keyframe", label: "Previous change", group: "Move", keys: ["["] },
  { id: "next-keyframe", label: "Next change", group: "Move", keys: ["]"] },
  { id: "up", label: "Change above", group: "Move", keys: ["↑"] },
  { id: "down", label: "Change below", group: "Move", keys: ["↓"] },
  { id: "previous-clip", label: "Previous clip", group: "Move", keys: ["PgUp"] },
  { id: "next-clip", label: "Next clip", group: "Move", keys: ["PgDn"] },
  { id: "accept", label: "Approve the clip, or the focused change", group: "Decide", keys: ["A"] },
  { id: "accept-all", label: "Mark all changes as seen", group: "Decide", keys: ["Shift+A"] },
  { id: "reject", label: "Reject the clip, or take the focused change back", group: "Decide", keys: ["X"] },
  { id: "next-uncertain", label: "Next uncertain gap", group: "Move", keys: ["G"] },
  { id: "previous-uncertain", label: "Previous uncertain gap", group: "Move", keys: ["Shift+G"] },
  { id: "comment", label: "Comment at this frame", group: "Work", keys: ["C"] },
  { id: "undo", label: "Undo", group: "Work", keys: ["Ctrl+Z"] },
  { id: "guesses", label: "Model labels on or off", group: "View", keys: ["Y"] },
  { id: "overlays", label: "All overlays on or off", group: "View", keys: ["Shift+Y"] },
] as const satisfies readonly Action[]

export const DATA = [
  { id: "one-back", label: "Previous clip", group: "Move", keys: ["←"] },
  { id: "one-forward", label: "Next clip", group: "Move", keys: ["→"] },
  { id: "up", label: "Row above", group: "Move", keys: ["↑"] },
  { id: "down", label: "Row below", group: "Move", keys: ["↓"] },
  { id: "first", label: "First clip", group: "Move", keys: ["Home"] },
  { id: "last", label: "Last clip", group: "Move", keys: ["End"] },
  { id: "nudge-left-1", label: "Look into the clip, back", group: "Move", keys: ["Shift+←"] },
  { id: "nudge-right-1", label: "Look into the clip, forward", group: "Move", keys: ["Shift+→"] },
  { id: "tag", label: "Tag the selected clips with that class", group: "Label", keys: DIGITS, fixed: true },
  { id: "pick", label: "Class picker", group: "Label", keys: ["T"] },
  { id: "all", label: "Select all", group: "View", keys: ["Ctrl+A"] },
  { id: "cancel", label: "Deselect", group: "View", keys: ["Esc"] },
  { id: "delete", label: "Move the selected clips to the trash", group: "Work", keys: ["Delete", "Backspace"] },
  { id: "undo", label: "Undo", group: "Work", keys: ["Ctrl+Z"] },
  { id: "search", label: "Search", group: "View", keys: ["/"] },
  { id: "zoom-in", label: "Larger pictures", group: "View", keys: ["+", "="] },
  { id: "zoom-out", label: "Smaller pictures", group: "View", keys: ["-", "−"] },
] as const satisfies readonly Action[]

/** The palette and the list of shortcuts, on every page. */
export const EVERYWHERE = [
  { id: "palette", label: "Find anything: actions, pages, clips, classes", group: "View", keys: ["Ctrl+K"] },
  { id: "help", label: "Shortcuts", group: "View", keys: ["?"] },
] as const satisfies readonly Action[]
