/** Where one is, what was saved, who else is here, and the way on. */
import { IconArrowBackUp, IconArrowForwardUp, IconChevronLeft, IconChevronRight } from "@tabler/icons-react"
import { useAround } from "./around"
import { useChanges, useEditor } from "./context"
import { Logo } from "./Logo"
import { Avatar, IconButton, Key } from "./parts"
import { SaveChip } from "./SaveChip"

export function TopBar() {
  const { projectName, dataUrl, clip, people } = useAround()
  return (
    <header className="ws-top">
      <a className="ws-icon ws-accent" href={dataUrl} aria-label="Back to data">
        <Logo />
      </a>
      <nav className="ws-crumbs" aria-label="Breadcrumb">
        <span className="ws-cut">{projectName}</span>
        {clip.folder && (
          <>
            <span>/</span>
            <span className="ws-cut">{clip.folder}</span>
          </>
        )}
        <span>/</span>
        <h1 className="ws-cut">{clip.name}</h1>
      </nav>
      <span className="ws-badge accent">{clip.stage}</span>
      <span className="ws-grow" />
      <Neighbors />
      <span className="ws-rule" />
      <UndoRedo />
      <SaveChip />
      {people.length > 0 && (
        <span className="ws-people" aria-label={`Here: ${people.map(({ name }) => name).join(", ")}`}>
          {people.slice(0, 4).map((person) => (
            <Avatar key={person.id} {...person} />
          ))}
        </span>
      )}
      <Submit />
    </header>
  )
}

function Neighbors() {
  const editor = useEditor()
  const { position } = useAround()
  return (
    <span className="ws-neighbors">
      <IconButton label="Previous clip, key PgUp" small onClick={() => editor.page.previous()}>
        <IconChevronLeft size={16} stroke={1.6} />
      </IconButton>
      {position ? `${position.at} of ${position.of}` : "Clip"}
      <IconButton label="Next clip, key PgDn" small onClick={() => editor.page.next()}>
        <IconChevronRight size={16} stroke={1.6} />
      </IconButton>
    </span>
  )
}

function UndoRedo() {
  const editor = useEditor()
  const { history } = editor.desk
  useChanges(history)
  return (
    <span className="ws-row tight">
      <IconButton label="Undo, key Ctrl+Z" disabled={!history.canUndo} onClick={() => editor.turn("undo")}>
        <IconArrowBackUp size={18} stroke={1.6} />
      </IconButton>
      <IconButton label="Redo, key Ctrl+Shift+Z" disabled={!history.canRedo} onClick={() => editor.turn("redo")}>
        <IconArrowForwardUp size={18} stroke={1.6} />
      </IconButton>
    </span>
  )
}

function Submit() {
  const editor = useEditor()
  const { submitLabel, canSubmit, submitting } = useAround()
  return (
    <button
      type="button"
      className="ws-button primary"
      disabled={submitting || !canSubmit}
      onClick={() => editor.page.submit()}
    >
      {submitLabel} <Key>Ctrl</Key>
      <Key>↵</Key>
    </button>
  )
}
