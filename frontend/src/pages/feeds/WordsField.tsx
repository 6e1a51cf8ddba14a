/** Finding clips by words: the field, and what is said while they are read. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconSearch } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { feedsQuery, wordsQuery } from "../../api/feedQueries"
import type { Project } from "../../api/types"
import { EmptyState } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { clipCount } from "../../ui/words"
import { MOST_TEXT } from "./search"

/** How far words are: `ready` once clips can be found by them, and where there is nothing to wait for (null). */
export function useWords(project: Project, text: string | null) {
  const asks = text !== null && text !== ""
  const isSetUp = useQuery({ ...feedsQuery(project.id), enabled: text !== null }).data?.words
  const read = useQuery({ ...wordsQuery(project.id, text ?? ""), enabled: asks && isSetUp === true })
  const ready = text === null || (asks && read.isSuccess)
  return { text, isSetUp, ready, error: read.error, retry: () => void read.refetch(), unread: read.data?.unread ?? 0 }
}

export type Typed = ReturnType<typeof useWords>

export function WordsField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  return (
    <form
      role="search"
      className="row fd-words"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() !== "") onText(typed.trim())
      }}
    >
      <label className="field search grow">
        <IconSearch size={16} stroke={1.6} className="i" aria-hidden />
        <input
          type="search"
          autoFocus={text === ""}
          maxLength={MOST_TEXT}
          aria-label={t`What the clips show`}
          placeholder={t`What the clips show, such as: two people shake hands`}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <button type="submit" className="btn" disabled={typed.trim() === ""}>
        <Trans>Search</Trans>
      </button>
    </form>
  )
}

/** Before there is anything to see: what to do, or what is being waited for. */
export function WordsState({ typed: { text, isSetUp, error, retry } }: { typed: Typed }) {
  if (error) return <ProblemState error={error} retry={retry} />
  if (isSetUp === false)
    return (
      <p className="t2">
        <Trans>Searching by words needs a model of pictures and words. Whoever runs this installation names its folder by CLIPLOOP_WORDS.</Trans>
      </p>
    )
  if (text === "")
    return (
      <EmptyState icon={<IconSearch size={24} stroke={1.6} />} title={t`Say what you look for`}>
        <Trans>No label is needed. Choose the class that accepting gives, or press its digit on a clip.</Trans>
      </EmptyState>
    )
  return (
    <p className="t2" role="status" aria-busy="true">
      <Trans>Reading your words. The first time takes a few seconds.</Trans>
    </p>
  )
}

/** That not all clips are found yet. */
export function WordsLeft({ unread }: { unread: number }) {
  return (
    <p className="s12 t3" role="status">{t`${clipCount(unread)} cannot be found by words yet; that goes on while nobody trains.`}</p>
  )
}

/** Where somebody who leads begins without labels: that there is another way to. */
export function WordsHint({ project }: { project: Project }) {
  const isSetUp = useQuery(feedsQuery(project.id)).data?.words
  if (isSetUp !== false || !may(project, "manage")) return null
  return (
    <p className="s12 t3">
      <Trans>Clips can be found by words as well, once CLIPLOOP_WORDS names a model of pictures and words.</Trans>
    </p>
  )
}
