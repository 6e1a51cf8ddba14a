/** Comments pinned to frames. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import { type Remark, useAround } from "./around"
import { commentPlace, useDraft } from "../ui/drafts"
import { useNow } from "../ui/useNow"
import { since } from "../ui/words"
import { useEditor, usePlayer } from "./context"
import { Avatar, KeyOf } from "./parts"
import { COMMENT_FIELD } from "./regions"

export function CommentsTab() {
  const { remarks } = useAround()
  const ordered = [...remarks].sort((a, b) => Number(a.resolved) - Number(b.resolved) || a.frame - b.frame)
  return (
    <section className="ws-comments">
      {ordered.map((remark) => (
        <Comment key={remark.id} remark={remark} />
      ))}
      {ordered.length === 0 && <p className="ws-dim"><Trans>No comments.</Trans> <KeyOf id="comment" /> <Trans>pins one to a frame.</Trans></p>}
      <Write />
    </section>
  )
}

/** The next open comment, below the labels. */
export function CommentsPreview() {
  const { remarks } = useAround()
  const first = remarks.find(({ resolved }) => !resolved)
  return (
    <section className="ws-comments">
      {first && <Comment remark={first} />}
      <Write />
    </section>
  )
}

function Comment({ remark }: { remark: Remark }) {
  const editor = useEditor()
  const { resolve } = useAround()
  const now = useNow()
  return (
    <article className={remark.resolved ? "resolved" : ""}>
      <header>
        <Avatar {...remark.author} />
        <b>{remark.author.name}</b>
        <button type="button" className="ws-link ws-num" onClick={() => editor.player.seek(remark.frame)}>
          <Trans>f {remark.frame}</Trans>
        </button>
        <span className="ws-grow" />
        <span className="ws-dim">{since(remark.created_at, now)}</span>
      </header>
      <p>{remark.text}</p>
      <button type="button" className="ws-link" onClick={() => void resolve(remark.id, !remark.resolved)}>
        {remark.resolved ? t`Open again` : t`Resolve`}
      </button>
    </article>
  )
}

function Write() {
  const { comment } = useAround()
  const shown = usePlayer((player) => player.shown)
  const { text, write, sent } = useDraft(commentPlace(useEditor().clip.id))
  const [problem, setProblem] = useState("")
  const [sending, setSending] = useState(false)
  const send = () => {
    if (text.trim() === "" || sending) return
    setProblem("")
    setSending(true)
    comment(text.trim())
      .then(
        () => sent(text),
        () => setProblem(t`Not sent. Press Enter to try again.`),
      )
      .finally(() => setSending(false))
  }
  return (
    <div className="ws-write">
      <input
        id={COMMENT_FIELD}
        aria-label={t`Comment at frame ${shown}`}
        placeholder={t`Comment at f ${shown}`}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") send()
        }}
      />
      <KeyOf id="comment" />
      {problem && <p className="ws-bad">{problem}</p>}
    </div>
  )
}
