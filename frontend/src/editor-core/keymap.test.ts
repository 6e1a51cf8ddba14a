/** One key, one meaning on a surface, on every keyboard; matched by what it says, digits and chords by where it is. */
import { describe, expect, test, vi } from "vitest"
import { COMMANDS } from "./commands/registry"
import { isOwnKey, type Press, takesKeys } from "./keymap"
import { LAYOUTS } from "./keys/layouts"
import { DATA, REVIEW } from "./keys/pages"
import { QUICK } from "./quick/commands"
import { choose, clashes, isReserved, keymap, keysOf, meaning, type Taste, USUAL } from "./keys/shortcuts"
import { ACTIONS } from "./keys/table"

const MAP = keymap(COMMANDS, USUAL)
const ALWAYS = "Space J K L , . ← → Shift+, Shift+. Home End [ ] Shift+[ Shift+] PgUp PgDn I O Shift+I Shift+O V B H Shift+H"
const REST = "Shift+K Enter Ctrl+Enter Esc Delete Backspace Ctrl+Z Ctrl+Shift+Z A X N C Y Shift+Y F Shift+F + - Z M Tab ? T"
const MORE = "Shift+S Shift+M Shift+← Shift+→ Shift+↑ Shift+↓ Ctrl+Shift+← 1 2 3 4 5 6 7 8 9 0 Shift+1 Shift+0"
const MOST = "↑ ↓ F6 Shift+F6 Ctrl+K Ctrl+A Ctrl+C Ctrl+V Ctrl+D Shift+D Shift+B P E D R W S"

function press(key: string, code: string, chords: Partial<Press> = {}): Press {
  return { key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...chords }
}

const on = (layout: string, more: Partial<Taste> = {}): Taste => ({ ...USUAL, layout, ...more })
const idOf = (event: Press, taste = USUAL) => meaning(keymap(COMMANDS, taste), event, taste)?.action.id

describe("shortcuts", () => {
  test.each(LAYOUTS.map(({ id }) => id))("on no surface do two actions share a key: %s", (layout) => {
    expect(clashes(ACTIONS, on(layout))).toEqual([])
  })
  test.each(LAYOUTS.map(({ id }) => id))("nothing is bound to what the browser keeps: %s", (layout) => {
    expect(ACTIONS.flatMap((action) => keysOf(action, on(layout))).filter(isReserved)).toEqual([])
  })
  test("a clash would be found", () => {
    expect(clashes(ACTIONS, on("us", { keys: { box: ["J"] } }))).toEqual(["J work: play-back and box"])
  })
  test("an action has the same keys wherever it is", () => {
    const usual = new Map(COMMANDS.map(({ id, keys }) => [id, keys]))
    for (const { id, keys } of [...QUICK, ...REVIEW, ...DATA]) if (usual.has(id)) expect([id, keys]).toEqual([id, usual.get(id)])
  })
  test("actions have ids of their own, and layouts speak of those", () => {
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
    const known = ACTIONS.map(({ id }) => id)
    expect(LAYOUTS.flatMap(({ keys }) => Object.keys(keys)).filter((id) => !known.includes(id))).toEqual([])
  })
  test.each(`${ALWAYS} ${REST} ${MORE} ${MOST}`.split(" "))("%s means something", (key) => expect(MAP.has(key)).toBe(true))
  test.each(["Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl++", "Ctrl+-", "Ctrl+0", "Ctrl+1"])("%s is the browser's", (key) => {
    expect([MAP.has(key), isReserved(key)]).toEqual([false, true])
  })
  test.each([
    ["US comma with Shift", press("<", "Comma", { shiftKey: true }), "back-10"],
    ["German comma with Shift", press(";", "Comma", { shiftKey: true }), "back-10"],
    ["US bracket with Shift", press("{", "BracketLeft", { shiftKey: true }), "previous-edge"],
    ["digit with Shift", press("!", "Digit1", { shiftKey: true }), "tag-clip"],
    ["French digit", press("&", "Digit1"), "tag"],
    ["digit of the number pad", press("1", "Numpad1"), "tag"],
    ["arrow of the number pad", press("ArrowLeft", "Numpad4"), "one-back"],
    ["middle of the number pad without NumLock", press("Clear", "Numpad5"), undefined],
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
    ["Shift alone", press("Shift", "ShiftLeft", { shiftKey: true }), undefined],
  ])("%s", (_name, event, id) => expect(idOf(event)).toBe(id))
})

describe("keyboards of other countries", () => {
  test.each([
    ["de", press("ö", "Semicolon"), "previous-keyframe"],
    ["de", press("Ä", "Quote", { shiftKey: true }), "next-edge"],
    ["de", press("z", "KeyY"), "loop"],
    ["fr", press(";", "Comma"), "back"],
    ["fr", press(".", "Comma", { shiftKey: true }), "back-10"],
    ["fr", press("%", "Quote", { shiftKey: true }), "previous-edge"],
    ["fr", press(")", "Minus"), "zoom-out"],
    ["fr", press("-", "Digit6"), "tag"],
    ["fr", press("?", "KeyM", { shiftKey: true }), "help"],
    ["es", press("ñ", "Semicolon"), "previous-keyframe"],
    ["es", press("Ç", "Backslash", { shiftKey: true }), "next-edge"],
    ["nordic", press("å", "BracketLeft"), "previous-keyframe"],
    ["nordic", press("*", "Backslash", { shiftKey: true }), "next-edge"],
    ["uk", press("[", "BracketLeft"), "previous-keyframe"],
  ])("%s", (layout, event, id) => expect(idOf(event, on(layout))).toBe(id))
  test("a sign that shares a key with a digit counts where no digit does", () => {
    const slash = press("/", "Digit7", { shiftKey: true })
    expect(idOf(slash, on("de"))).toBe("tag-clip")
    expect(meaning(keymap(DATA, on("de")), slash, on("de"))?.action.id).toBe("search")
  })
})

describe("keys that a person chose", () => {
  const box = ACTIONS.find(({ id }) => id === "box")
  if (!box) throw new Error("There is no box")

  test("act in the place of the usual ones, and are shown", () => {
    const taste = on("us", { keys: { box: ["Shift+X"], loop: [] } })
    expect(keysOf(box, taste)).toEqual(["Shift+X"])
    expect(idOf(press("X", "KeyX", { shiftKey: true }), taste)).toBe("box")
    expect([idOf(press("b", "KeyB"), taste), idOf(press("z", "KeyZ"), taste)]).toEqual([undefined, undefined])
  })
  test.each([
    [press("Q", "KeyQ", { shiftKey: true }), { key: "Shift+Q" }],
    [press("j", "KeyJ"), { problem: expect.stringContaining("Play back") as string }],
    [press("?", "Slash", { shiftKey: true }), { problem: expect.stringContaining("Shortcuts") as string }],
    [press("t", "KeyT", { ctrlKey: true }), { problem: expect.stringContaining("browser") as string }],
    [press("q", "KeyQ", { altKey: true }), { problem: expect.stringContaining("Alt") as string }],
  ])("are refused with the name of what has them", (event, wanted) => {
    expect(choose(box, event, ACTIONS, USUAL)).toEqual(wanted)
  })
  test("single keys can be switched off, chords and named keys stay", () => {
    const taste = on("us", { singles: false })
    const left = COMMANDS.flatMap((one) => keysOf(one, taste))
    expect(left).toEqual(expect.arrayContaining(["Ctrl+Z", "Space", "Esc", "Ctrl+Shift+←", "Shift+←", "PgDn"]))
    expect(left.filter((key) => /^(Shift\+)?[A-Z\d,.[\]?+-]$/.test(key))).toEqual([])
  })
})

describe("whom a key is for", () => {
  /** An element that fits one selector, as far as a focus rule asks. */
  class Focused extends EventTarget {
    constructor(readonly kind: string) {
      super()
    }
    closest(selectors: string): this | null {
      return selectors.split(", ").includes(this.kind) ? this : null
    }
  }

  test.each([
    ["input[type=range]", "→", true],
    ["input[type=range]", "Home", true],
    ["input[type=range]", "Space", false],
    ["input[type=checkbox]", "Space", true],
    ["input[type=checkbox]", "→", false],
    ["button", "Enter", true],
    ["button", "→", false],
    ["div", "Space", false],
  ])("%s with the focus: %s is its own: %s", (kind, key, own) => {
    vi.stubGlobal("HTMLElement", Focused)
    expect(isOwnKey(new Focused(kind), key)).toBe(own)
    vi.unstubAllGlobals()
  })

  test("no key reaches the page beneath a dialog, wherever the focus is", () => {
    const covered = vi.fn<() => object | null>(() => null)
    vi.stubGlobal("document", { querySelector: covered })
    vi.stubGlobal("HTMLElement", Focused)
    expect(takesKeys(null)).toBe(false)
    covered.mockReturnValue({})
    expect(takesKeys(null)).toBe(true)
    vi.unstubAllGlobals()
  })
})
