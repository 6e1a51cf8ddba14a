/** The stretches that nobody tagged: a press goes there and marks it, so that a digit fills it. */
import { Trans } from "@lingui/react/macro"
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react"
import { goToStretch } from "../editor-core/commands/rows"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { untagged } from "../editor-core/gaps"
import type { Span } from "../editor-core/types"
import { decimal } from "../ui/words"
import { useChanges, useEditor, useRecords, useView } from "./context"
import { CommandButton, Key } from "./parts"
import { usePages } from "./usePages"

const AT_ONCE = 100

export function Untagged() {
  const editor = useEditor()
  const records = useRecords()
  useChanges(editor.store)
  const all = untagged(records, editor.clip, editor.store.skips)
  const { shown, pager } = usePages(all, AT_ONCE, -1, "")
  if (editor.classesOf("tag").length === 0) return null
  return (
    <section>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>Untagged stretches</Trans></h2>
        <span className="ws-dim ws-num">{all.length}</span>
        <CommandButton id="previous-untagged" small>
          <IconChevronLeft size={14} />
        </CommandButton>
        <CommandButton id="next-untagged" small>
          <IconChevronRight size={14} />
        </CommandButton>
      </div>
      {all.length === 0 ? (
        <p className="ws-dim"><Trans>Every frame has a tag, or is left out</Trans></p>
      ) : (
        <>
          <ul className="ws-gaps">
            {shown.map((span) => (
              <Stretch key={span.join()} span={span} />
            ))}
          </ul>
          {pager}
          <p className="ws-dim">
            <Trans>A press marks one; <Key>1</Key>–<Key>9</Key> fills it</Trans>
          </p>
        </>
      )}
    </section>
  )
}

function Stretch({ span }: { span: Span }) {
  const editor = useEditor()
  const [start, end] = span
  const marked = useView((state) => state.in === start && state.out === end)
  const { clip } = editor
  return (
    <li>
      <button type="button" className={marked ? "on" : ""} aria-pressed={marked} onClick={() => goToStretch(editor, span)}>
        <span className="ws-num ws-grow">{timecode(secondsAt(start, clip), "short")}</span>
        <span className="ws-dim ws-num">
          <Trans>f{start}–{end}</Trans>
        </span>
        <span className="ws-dim ws-num">{decimal(secondsAt(end, clip) - secondsAt(start, clip), 2)} s</span>
      </button>
    </li>
  )
}
