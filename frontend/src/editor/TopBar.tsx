/** Where one is, what was saved, who else is here, and the way on. */
import { t } from "@lingui/core/macro"
import { IconArrowBackUp, IconArrowForwardUp, IconChevronLeft, IconChevronRight, IconHelpCircle } from "@tabler/icons-react"
import { command } from "../editor-core/commands/registry"
import { Logo } from "../ui/Logo"
import { useAround } from "./around"
import { useChanges, useEditor, useView } from "./context"
import { Avatar, IconButton, Key } from "./parts"
import { SaveChip } from "./SaveChip"
import { named, useKeyOf } from "./shortcuts"

export function TopBar() {
  const { projectName, dataUrl, clip, people } = useAround()
  return (
    <header className="ws-top">
      <a className="ws-icon ws-accent" href={dataUrl} aria-label={t`Back to data`}>
        <Logo />
      </a>
      <nav className="ws-crumbs" aria-label={t`Breadcrumb`}>
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
        <span className="ws-people" aria-label={t`Here: ${people.map(({ name }) => name).join(", ")}`}>
          {people.slice(0, 4).map((person) => (
            <Avatar key={person.id} {...person} />
          ))}
        </span>
      )}
      <Unsure />
      <Submit />
    </header>
  )
}

function Neighbors() {
  const editor = useEditor()
  const { position } = useAround()
  const [previous, next] = [useKeyOf("previous-clip"), useKeyOf("next-clip")]
  return (
    <span className="ws-neighbors">
      <IconButton label={named(t`Previous clip`, previous)} command="previous-clip" small onClick={() => editor.page.previous()}>
        <IconChevronLeft size={16} stroke={1.6} />
      </IconButton>
      {position ? t`${position.at} of ${position.of}` : t`Clip`}
      <IconButton label={named(t`Next clip`, next)} command="next-clip" small onClick={() => editor.page.next()}>
        <IconChevronRight size={16} stroke={1.6} />
      </IconButton>
    </span>
  )
}

function UndoRedo() {
  const editor = useEditor()
  const { history } = editor.desk
  const [undo, redo] = [useKeyOf("undo"), useKeyOf("redo")]
  useChanges(history)
  return (
    <span className="ws-row tight">
      <IconButton label={named(t`Undo`, undo)} command="undo" disabled={!history.canUndo} onClick={() => editor.turn("undo")}>
        <IconArrowBackUp size={18} stroke={1.6} />
      </IconButton>
      <IconButton label={named(t`Redo`, redo)} command="redo" disabled={!history.canRedo} onClick={() => editor.turn("redo")}>
        <IconArrowForwardUp size={18} stroke={1.6} />
      </IconButton>
    </span>
  )
}

function Unsure() {
  const editor = useEditor()
  const { canSubmit } = useAround()
  const unsure = useView((state) => state.unsure)
  const key = useKeyOf("unsure")
  return (
    <IconButton label={named(t`Not sure: a reviewer looks twice`, key)} command="unsure" pressed={unsure} disabled={!canSubmit} onClick={() => command("unsure").run(editor, key)}>
      <IconHelpCircle size={18} stroke={1.6} />
    </IconButton>
  )
}

function Submit() {
  const editor = useEditor()
  const { submitLabel, canSubmit, submitting } = useAround()
  const keys = useKeyOf("submit").replace("Enter", "↵").split("+").filter(Boolean)
  return (
    <button
      type="button"
      className="ws-button primary"
      data-command="submit"
      disabled={submitting || !canSubmit}
      onClick={() => editor.page.submit()}
    >
      {submitLabel}{" "}
      {keys.map((key) => (
        <Key key={key}>{key}</Key>
      ))}
    </button>
  )
}
