/** The deck of the page: set up once, told of what others do, and cleared when the page is left. */
import { t } from "@lingui/core/macro"
import { useCallback, useEffect, useRef, useState } from "react"
import { subscribe } from "../../api/stream"
import type { Project } from "../../api/types"
import type { Recipient } from "../../editor-core/outbox"
import { Deck } from "../../editor-core/quick/deck"
import { recipientOf } from "../workspace/desk"
import { officeOf } from "../workspace/office"
import { readEdit, readMissed } from "../workspace/reload"
import { keptDecisions, supplyOf } from "./supply"

/** The deck, null while it is set up, and a way to keep the present clip when the page is left. */
export function useDeck(project: Project, userId: number, first: number | null): { deck: Deck | null; keep: () => void } {
  const [deck, setDeck] = useState<Deck | null>(null)
  const kept = useRef(false)
  const began = useRef({ project, first })
  useEffect(() => {
    let close = () => {
      // There is nothing to close before the deck is set up.
    }
    let gone = false
    void setUp(began.current.project, userId, began.current.first).then((set) => {
      close = () => set.close(kept.current)
      if (gone) close()
      else setDeck(set.deck)
    })
    return () => {
      gone = true
      close()
      setDeck(null)
    }
  }, [userId, project.id])
  const keep = useCallback(() => {
    kept.current = true
  }, [])
  return { deck, keep }
}

async function setUp(project: Project, userId: number, first: number | null) {
  const { outbox } = await officeOf(userId)
  const deck = new Deck(await supplyOf(project, userId), project.task === "single", project.classes)
  const deaf = outbox.hear(toAll(deck))
  const again = () => void deck.fill()
  const readAll = () => deck.clips.forEach(({ editor }) => void readMissed(editor).catch(() => undefined))
  window.addEventListener("online", again)
  const stop = subscribe(project.id, {
    edit: (event) => editorsOf(deck, event.item_id).forEach(({ store }) => store.merge(event)),
    reload: ({ item_id, revision }) => editorsOf(deck, item_id).forEach((editor) => readEdit(editor, revision)),
    listening: readAll,
    missed: () => {
      again()
      readAll()
    },
  })
  void deck.start(await keptDecisions(project, userId), first)
  const close = (keepsCurrent: boolean) => {
    stop()
    window.removeEventListener("online", again)
    deaf()
    deck.close(keepsCurrent ? (deck.current?.editor.clip.id ?? null) : null)
  }
  return { deck, close }
}

function editorsOf({ clips }: Deck, item: number) {
  return clips.flatMap(({ editor }) => (editor.clip.id === item ? [editor] : []))
}

/** Whoever has the clip hears of its edits, be it the present one or one that was just decided. */
function toAll(deck: Deck): Recipient {
  const each = (item: number, tell: (recipient: Recipient) => void) => {
    for (const editor of editorsOf(deck, item)) tell(recipientOf(editor))
  }
  return {
    applied: (item, applied) => {
      each(item, (one) => one.applied(item, applied))
      if (applied.suggestion) deck.say(t`The last clip had moved on. What you said is kept as a suggestion for the reviewer`)
    },
    rebased: (item, edit) => each(item, (one) => one.rebased(item, edit)),
    dropped: (item, editId) => each(item, (one) => one.dropped(item, editId)),
    givenUp: (item, editId) => {
      each(item, (one) => one.givenUp(item, editId))
      deck.givenUp(editId)
    },
    moved: (item, present) => each(item, (one) => one.moved(item, present)),
  }
}
