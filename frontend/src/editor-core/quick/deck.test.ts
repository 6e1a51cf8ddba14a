import { beforeEach, expect, test, vi } from "vitest"
import { CLIP, record } from "../testing"
import { acceptGuess, onDigit, rejectGuess, repeatLast, sendAsIs, tag, toggle } from "./acts"
import { Deck } from "./deck"
import { CLASSES, type Sent, SOCCER, Table, TENNIS } from "./testing"

let table: Table
let deck: Deck

async function lay(next: Table, single = true, first: number | null = null, classes = CLASSES): Promise<void> {
  table = next
  deck = new Deck(table, single, classes)
  await deck.start([], first)
}

beforeEach(() => lay(new Table(9)))

const now = () => deck.current?.editor.clip.id
const ahead = () => deck.ahead.map(({ editor }) => editor.clip.id)
const settled = () => vi.waitFor(() => expect(deck.ahead.length === 3 || deck.exhausted).toBe(true))

test("a clip is here, three more are at hand, and none of them moves when the queue does", async () => {
  expect([now(), ...ahead()]).toEqual([1, 2, 3, 4])
  table.waiting = [9, 8, 7, 6, 5, 4, 3, 2, 1]

  tag(deck, SOCCER.id)
  await settled()

  expect([now(), ...ahead()]).toEqual([2, 3, 4, 9])
})

test("a digit tags the clip, hands it on, and is one step that can be taken back", async () => {
  onDigit(deck, "2", tag)

  const [{ item, edit }] = table.sent as [Sent]
  expect(item).toBe(1)
  expect(edit.step).toEqual({ kind: "submit", unsure: false })
  expect(edit.changes).toMatchObject([{ added: { class_id: TENNIS.id, spans: [[0, CLIP.frames]], source: "human" } }])
  expect(deck.last).toEqual([TENNIS.id])

  await deck.undo()

  expect([now(), ...ahead().slice(0, 1)]).toEqual([1, 2])
  expect(deck.chosen).toEqual([])
  expect(deck.done).toEqual([])
  const letters = table.outbox.letters.map((letter) => letter.edit)
  expect(letters[1]?.step).toEqual({ kind: "recall", decision: edit.edit_id })
  expect(letters[1]?.changes).toMatchObject([{ removed: { class_id: TENNIS.id } }])
})

test("what was taken back can be done again, under another name", async () => {
  tag(deck, SOCCER.id)
  await deck.undo()

  deck.redo()

  expect(now()).toBe(2)
  expect(deck.done.map(({ item, classes }) => [item, classes])).toEqual([[1, [SOCCER.id]]])
  const steps = table.outbox.letters.map(({ edit }) => edit.step?.kind)
  expect(steps).toEqual(["submit", "recall", "submit"])
  expect(new Set(table.outbox.letters.map(({ edit }) => edit.edit_id)).size).toBe(3)
})

test("what was taken back is not done again on other labels", async () => {
  tag(deck, SOCCER.id)
  await deck.undo()
  toggle(deck, TENNIS.id)

  deck.redo()

  expect([now(), deck.chosen, deck.done]).toEqual([1, [TENNIS.id], []])
})

test("a class put on stays on the clip, and is taken back before the clip before comes", async () => {
  await lay(new Table(9), false)
  tag(deck, SOCCER.id)
  toggle(deck, TENNIS.id)
  expect([now(), deck.chosen]).toEqual([2, [TENNIS.id]])

  await deck.undo()
  expect([now(), deck.chosen]).toEqual([2, []])
  await deck.undo()
  expect(now()).toBe(1)
})

test("in a single-label project a class takes the place of the other; in others both hold", async () => {
  toggle(deck, TENNIS.id)
  tag(deck, SOCCER.id)
  expect(deck.done[0]?.classes).toEqual([SOCCER.id])

  await lay(new Table(3), false)
  toggle(deck, TENNIS.id)
  tag(deck, SOCCER.id)
  expect(new Set(deck.done[0]?.classes)).toEqual(new Set([SOCCER.id, TENNIS.id]))
  repeatLast(deck)
  expect(new Set(deck.done[1]?.classes)).toEqual(new Set([SOCCER.id, TENNIS.id]))
})

test("a clip of none of the classes is sent where several may hold, not where one must", async () => {
  sendAsIs(deck)
  expect([now(), table.sent]).toEqual([1, []])

  await lay(new Table(2), false)
  sendAsIs(deck)
  expect(now()).toBe(2)
  expect(table.sent[0]?.edit).toMatchObject({ changes: [], step: { kind: "submit" } })
})

test("the model's guess is accepted as the person's word, or turned down and left to others", async () => {
  const guess = record("guess", { class_id: SOCCER.id, spans: [[0, CLIP.frames]], source: "model", confidence: 0.8 })
  await lay(new Table(9, CLASSES, true, { 1: [guess], 2: [guess] }))
  expect(deck.guess).toEqual({ classId: SOCCER.id, confidence: 0.8 })

  acceptGuess(deck)
  expect(table.sent[0]?.edit.changes).toEqual([{ updated: { id: "guess", from: { source: "model" }, to: { source: "human" } } }])

  rejectGuess(deck)
  expect(table.sent[1]?.edit).toMatchObject({ changes: [{ updated: { to: { negative: true, source: "human" } } }] })
  expect(table.sent[1]?.edit.step).toBeUndefined()
  expect(table.back).toEqual([2])
  expect(deck.done[1]).toMatchObject({ item: 2, verdict: "rejected" })
  rejectGuess(deck)
  expect(deck.current?.editor.state.notice?.text).toBe("The model has no guess for this clip")
})

test("a clip that is skipped is given back and does not come again, unless asked for", async () => {
  await lay(new Table(2))
  deck.putAside("skipped", [])
  expect([now(), table.back]).toEqual([2, [1]])
  deck.putAside("skipped", [])
  await settled()
  expect([now(), deck.exhausted, deck.aside]).toEqual([undefined, true, 2])

  await deck.again()

  expect(now()).toBe(1)
})

test("what a lead gave is not given back when it is skipped", async () => {
  await lay(new Table(9), true, 7)
  expect(now()).toBe(7)

  deck.putAside("skipped", [])

  expect(table.back).toEqual([])
})

test("going back to a skipped clip takes it again", async () => {
  deck.putAside("skipped", [])
  await deck.undo()

  expect([now(), ...ahead()].slice(0, 2)).toEqual([1, 2])
})

test("a clip that cannot be had is said, and the queue comes instead", async () => {
  await lay(new Table(9), true, 999)

  expect(now()).toBe(1)
  expect(deck.current?.editor.state.notice?.text).toBe("Somebody else has this clip now")
})

test("a class that needs a property stays with its clip and says what to do", async () => {
  const open = { id: "who", name: "Who", kind: "text", options: [], required: true, per_frame: false } as const
  const classes = [{ ...SOCCER, properties: [open] }]
  await lay(new Table(2, classes), true, null, classes)

  tag(deck, SOCCER.id)

  expect([now(), deck.chosen]).toEqual([1, [SOCCER.id]])
  expect(deck.current?.editor.state.notice?.text).toContain("Soccer needs Who")
})

test("several classes of the last clip of which one needs a property stay as well, and so does what is sent as it is", async () => {
  const open = { id: "who", name: "Who", kind: "text", options: [], required: true, per_frame: false } as const
  const classes = [{ ...SOCCER, properties: [open] }, TENNIS]
  const said = record("said", { class_id: SOCCER.id, spans: [[0, CLIP.frames]], steps: { 0: { who: "Ada" } } })
  await lay(new Table(3, classes, false, { 1: [said] }), false, null, classes)
  tag(deck, TENNIS.id)
  expect([now(), new Set(deck.last)]).toEqual([2, new Set([SOCCER.id, TENNIS.id])])

  repeatLast(deck)
  expect([now(), new Set(deck.chosen)]).toEqual([2, new Set([SOCCER.id, TENNIS.id])])
  sendAsIs(deck)
  expect([now(), table.sent.filter(({ item }) => item === 2).every(({ edit }) => !edit.step)]).toEqual([2, true])
  expect(deck.current?.editor.state.notice?.text).toContain("Soccer needs Who")
})

test("an undo that cannot be done now is not counted as one", async () => {
  await lay(new Table(9), false)
  tag(deck, SOCCER.id)
  toggle(deck, TENNIS.id)
  const editor = deck.current?.editor
  const [tagged] = editor?.store.view.values() ?? []
  if (!editor || !tagged) throw new Error("A tag is on the clip")
  editor.store.merge({ edit_id: "theirs", revision: 9, records: [{ ...tagged, text: "theirs", version: 9 }], removed: [] })
  for (const { edit } of table.sent) editor.store.withdraw(edit.edit_id)

  await deck.undo()
  expect([now(), editor.state.question?.direction]).toEqual([2, "undo"])
  editor.answer(false)
  await deck.undo()
  editor.answer(true)
  expect([now(), deck.chosen]).toEqual([2, []])
  await deck.undo()
  expect(now()).toBe(1)
})

test("what was done on a rejected clip since stays when it is gone back to", async () => {
  const guess = record("guess", { class_id: SOCCER.id, spans: [[0, CLIP.frames]], source: "model", confidence: 0.8 })
  await lay(new Table(9, CLASSES, true, { 1: [guess] }))
  rejectGuess(deck)
  const editor = deck.before.at(-1)?.editor
  editor?.change("Write", [{ updated: { id: "guess", from: { text: "" }, to: { text: "blurred" } } }])

  await deck.undo()

  expect([now(), editor?.store.view.get("guess")]).toMatchObject([1, { text: "blurred", negative: true }])
})

test("a rejection that cannot be done again does not put the clip aside", async () => {
  const guess = record("guess", { class_id: SOCCER.id, spans: [[0, CLIP.frames]], source: "model", confidence: 0.8 })
  await lay(new Table(9, CLASSES, true, { 1: [guess] }))
  rejectGuess(deck)
  await deck.undo()
  Object.assign(deck.current?.editor.desk ?? {}, { writable: false })

  deck.redo()

  expect([now(), deck.done]).toEqual([1, []])
})

test("while nobody answers, what is at hand is decided, and more comes once somebody does", async () => {
  table.offline = true
  for (let clip = 0; clip < 4; clip += 1) tag(deck, SOCCER.id)
  await vi.waitFor(() => expect(deck.problem).toBe("Nobody answers"))
  expect([now(), deck.done.length, table.outbox.letters.length]).toEqual([undefined, 4, 4])

  table.offline = false
  await deck.fill()

  expect([now(), deck.problem]).toEqual([5, ""])
})

test("who leaves gives back what was not decided, but for the clip that is opened elsewhere", () => {
  deck.close(1)

  expect(table.back).toEqual([2, 3, 4])
})

test("nothing is said of a clip whose picture is not there", () => {
  Object.assign(deck.current?.editor.player ?? {}, { decoded: false })

  tag(deck, SOCCER.id)

  expect([now(), table.sent]).toEqual([1, []])
})

test("a decision that was given up is none: its clip is undecided and comes again", async () => {
  table.answer = () => Promise.resolve({ kind: "refused", problem: "Nobody may" })
  table.outbox.hear({ givenUp: (_, edit) => deck.givenUp(edit) })
  tag(deck, SOCCER.id)
  tag(deck, TENNIS.id)
  await vi.waitFor(() => expect(table.outbox.letters.map(({ state }) => state)).toEqual(["refused", "refused"]))
  expect(deck.done.map(({ item }) => item)).toEqual([1, 2])

  await table.outbox.discard(table.outbox.letters[0]?.key ?? 0)
  expect(deck.done.map(({ item }) => item)).toEqual([2])
  for (let clip = 0; clip < 4; clip += 1) deck.putAside("skipped", [])
  await settled()
  expect([now(), ...ahead()]).toContain(1)

  await deck.back(deck.done[0])
  expect([now(), table.outbox.letters]).toEqual([2, []])
})
