/** Quick-tag mode, at /p/:project/quick: one clip after the other, one key each. */
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { type PointerEvent, useEffect, useMemo, useState } from "react"
import { sessionQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { EditorContext, useChanges } from "../../editor/context"
import { Notice } from "../../editor/Messages"
import { Question } from "../../editor/Question"
import type { QuickPage as Page } from "../../editor-core/quick/commands"
import type { Deck } from "../../editor-core/quick/deck"
import { may } from "../../ui/rights"
import { useProject } from "../shell/useProject"
import { ClassKeys } from "./ClassKeys"
import { NoClass, NoClip, NotAllowed, Waiting } from "./empty"
import { Head } from "./Head"
import { Hints } from "./Hints"
import { QuickPicker } from "./QuickPicker"
import { Stage } from "./Stage"
import { Strip } from "./Strip"
import { Troubles } from "./Troubles"
import { useDeck } from "./useDeck"
import { useQuickKeys } from "./useQuickKeys"
import { useSound } from "./useSound"
import "../../editor/inspector.css"
import "../../editor/workspace.css"
import "./quick.css"

const ADDRESS_MS = 400

export function QuickPage() {
  const project = useProject()
  const { data: session, dataUpdatedAt } = useQuery(sessionQuery)
  const [userId, setUserId] = useState(session?.user?.id)
  // A session that ended must not clear the deck before somebody signs in again.
  if (session?.user && session.user.id !== userId) setUserId(session.user.id)
  if (!may(project, "annotate")) return <NotAllowed project={project} />
  if (project.classes.every(({ kind, archived }) => kind !== "tag" || archived)) return <NoClass project={project} />
  return userId === undefined ? <Waiting /> : <Quick key={project.id} project={project} userId={userId} sessionAt={dataUpdatedAt} />
}

interface QuickProps {
  readonly project: Project
  readonly userId: number
  readonly sessionAt: number
}

function Quick({ project, userId, sessionAt }: QuickProps) {
  const search: { clip?: string } = useSearch({ strict: false })
  const first = Number(search.clip)
  const { deck, keep } = useDeck(project, userId, Number.isInteger(first) && first > 0 ? first : null)
  useEffect(() => void deck?.fill(), [deck, sessionAt])
  return deck ? <Desk project={project} deck={deck} keep={keep} /> : <Waiting />
}

function Desk({ project, deck, keep }: { project: Project; deck: Deck; keep: () => void }) {
  useChanges(deck)
  const [picking, setPicking] = useState(false)
  const [sound, setSound] = useSound()
  const navigate = useNavigate()
  const page = useMemo(
    (): Page => ({
      deck,
      pick: () => setPicking(true),
      mute: () => setSound((on) => !on),
      timeline: () => {
        const item = deck.current?.editor.clip.id
        if (item === undefined) return
        keep()
        void navigate({ to: "/p/$project/items/$item", params: { project: String(project.id), item: String(item) } })
      },
    }),
    [deck, keep, navigate, project.id, setSound],
  )
  useQuickKeys(page)
  useClipInAddress(deck)
  const editor = deck.current?.editor ?? null
  return (
    <div className="qt" onPointerUp={focusStage}>
      <Head project={project} page={page} />
      {editor ? <Stage deck={deck} sound={sound} onSound={setSound} /> : <NoClip project={project} deck={deck} />}
      <ClassKeys deck={deck} />
      <Hints page={page} />
      <Strip projectId={project.id} deck={deck} />
      <Troubles project={project} deck={deck} />
      {editor && (
        <EditorContext value={editor}>
          <Notice />
          <Question />
        </EditorContext>
      )}
      {picking && editor && <QuickPicker deck={deck} onClose={() => setPicking(false)} />}
    </div>
  )
}

/** The clip in the address, so that it can be copied and is there after a reload. */
function useClipInAddress(deck: Deck): void {
  const navigate = useNavigate()
  const item = deck.current?.editor.clip.id
  const { exhausted } = deck
  useEffect(() => {
    if (item === undefined && !exhausted) return undefined
    const timer = setTimeout(() => {
      void navigate({ to: ".", search: item === undefined ? {} : { clip: String(item) }, replace: true, resetScroll: false })
    }, ADDRESS_MS)
    return () => clearTimeout(timer)
  }, [item, exhausted, navigate])
}

/** A click on a button gives the focus back to the clip, so that Space still plays. */
function focusStage(event: PointerEvent): void {
  const button = event.target instanceof Element ? event.target.closest("button:not([data-keeps-focus])") : null
  if (button && !button.closest("[role=dialog]")) {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".qt-stage")?.focus({ preventScroll: true }))
  }
}
