/** One key, one meaning; matched by what it says, digits and chords by where it is. */
import { describe, expect, test } from "vitest"
import { COMMANDS } from "./commands/registry"
import { keymap, namesOf, type Press } from "./keymap"

const MAP = keymap(COMMANDS)
const ALWAYS = "Space J K L , . ← → Shift+, Shift+. Home End [ ] Shift+[ Shift+] PgUp PgDn I O Shift+I Shift+O V B H Shift+H"
const REST = "Shift+K Enter Ctrl+Enter Esc Delete Backspace Ctrl+Z Ctrl+Shift+Z A X N C Y Shift+Y F Shift+F + - Z M Tab ? T"
const MORE = "Shift+S Shift+M Shift+← Shift+→ Shift+↑ Shift+↓ Ctrl+Shift+← 1 2 3 4 5 6 7 8 9 0 Shift+1 Shift+0"

function press(key: string, code: string, chords: Partial<Press> = {}): Press {
  return { key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...chords }
}

const meaning = (event: Press) => namesOf(event).map((name) => MAP.get(name)?.id).find((id) => id !== undefined)

describe("shortcuts", () => {
  test("no two commands share a key", () => {
    expect(() => keymap(COMMANDS)).not.toThrow()
    const twice = COMMANDS.filter(({ id }) => id === "play")
    expect(() => keymap([...COMMANDS, ...twice])).toThrow("Space means both")
  })
  test("commands have ids of their own", () => {
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  })
  test.each(`${ALWAYS} ${REST} ${MORE}`.split(" "))("%s means something", (key) => expect(MAP.has(key)).toBe(true))
  test.each(["Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl++", "Ctrl+-", "Ctrl+0", "Ctrl+1"])("%s is the browser's", (key) => {
    expect(MAP.has(key)).toBe(false)
  })
  test.each([
    ["US comma with Shift", press("<", "Comma", { shiftKey: true }), "back-10"],
    ["German comma with Shift", press(";", "Comma", { shiftKey: true }), "back-10"],
    ["US bracket with Shift", press("{", "BracketLeft", { shiftKey: true }), "previous-edge"],
    ["digit with Shift", press("!", "Digit1", { shiftKey: true }), "tag-clip"],
    ["French digit", press("&", "Digit1"), "tag"],
    ["digit of the number pad", press("1", "Numpad1"), "tag"],
    ["French A, where Q is on the US layout", press("a", "KeyQ"), "accept"],
    ["Cyrillic at the place of J", press("о", "KeyJ"), "play-back"],
    ["question mark", press("?", "Slash", { shiftKey: true }), "help"],
    ["German question mark", press("?", "Minus", { shiftKey: true }), "help"],
    ["⌘Z on a Mac", press("z", "KeyZ", { metaKey: true }), "undo"],
    ["Ctrl+Shift+Z", press("Z", "KeyZ", { ctrlKey: true, shiftKey: true }), "redo"],
    ["plus", press("+", "Equal", { shiftKey: true }), "zoom-in"],
    ["Shift+Tab", press("Tab", "Tab", { shiftKey: true }), "previous-object"],
    ["Space", press(" ", "Space"), "play"],
    ["Ctrl+digit", press("1", "Digit1", { ctrlKey: true }), undefined],
    ["Alt+digit", press("1", "Digit1", { altKey: true }), undefined],
  ])("%s", (_name, event, id) => expect(meaning(event)).toBe(id))
})
