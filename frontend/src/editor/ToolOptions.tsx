/** What the tool in hand can do otherwise: the brush's size, and how an outline ends. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { resizeBrush } from "../editor-core/tools/brush"
import { useEditor, useView } from "./context"
import { Key, KeyOf } from "./parts"

export function ToolOptions() {
  const tool = useView((state) => state.tool)
  const draft = useView((state) => state.draft)
  if (tool === "mask") return <Brush />
  if (!draft) return null
  return (
    <div className="ws-hud ws-tool-options">
      {draft.into === null ? t`Click points` : t`Click the points of the hole`} <Hint id="confirm">{t`closes`}</Hint> <Hint id="delete">{t`takes one back`}</Hint> <Hint id="cancel">{t`cancels`}</Hint>
    </div>
  )
}

/** A key, and what it does here. */
function Hint({ id, children }: { id: string; children: string }) {
  return (
    <>
      <KeyOf id={id} /> {children}
    </>
  )
}

function Brush() {
  const editor = useEditor()
  const brush = useView((state) => state.brush)
  const option = (name: string, erases: boolean) => (
    <button type="button" className={brush.erases === erases ? "on" : ""} aria-pressed={brush.erases === erases} onClick={() => editor.set({ brush: { ...brush, erases } })}>
      {name}
    </button>
  )
  const size = (by: 1 | -1, key: string) => (
    <button type="button" aria-label={by > 0 ? t`Larger brush, key ${key}` : t`Smaller brush, key ${key}`} onClick={() => resizeBrush(editor, by)}>
      <Key>{key}</Key>
    </button>
  )
  return (
    <div className="ws-hud ws-tool-options">
      <span className="ws-segments">
        {option(t`Paint`, false)}
        {option(t`Erase`, true)}
      </span>
      {size(-1, "[")}
      <span className="ws-num">{brush.radius} px</span>
      {size(1, "]")}
      <span className="ws-dim"><Trans>Alt does the other</Trans></span>
    </div>
  )
}
