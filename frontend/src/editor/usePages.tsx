/** A long list some at a time, so that nothing of it is out of reach. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react"
import { type ReactNode, useState } from "react"
import { IconButton } from "./parts"

interface Pages<Item> {
  readonly shown: readonly Item[]
  /** How many lie before them. */
  readonly before: number
  readonly turn: (by: 1 | -1) => void
  /** Which of how many are shown, and the ways to the others; null where all are shown. */
  readonly pager: ReactNode
}

/** Shows the page that the item at place `at` is on, anew whenever `follow` changes; none below 0. */
export function usePages<Item>(all: readonly Item[], size: number, at: number, follow: string): Pages<Item> {
  const [followed, setFollowed] = useState<string | null>(null)
  const [turned, setTurned] = useState(0)
  if (follow !== followed) {
    setFollowed(follow)
    if (at >= 0) setTurned(Math.floor(at / size))
  }
  const last = Math.max(Math.ceil(all.length / size) - 1, 0)
  const page = Math.min(turned, last)
  const before = page * size
  const shown = all.slice(before, before + size)
  const turn = (by: 1 | -1) => setTurned(Math.min(Math.max(page + by, 0), last))
  const pager = last > 0 && (
    <span className="ws-row tight ws-pager">
      <span className="ws-dim ws-num ws-grow">
        <Trans>
          {before + 1}–{before + shown.length} of {all.length}
        </Trans>
      </span>
      <IconButton label={t`Show those before`} small disabled={page === 0} onClick={() => turn(-1)}>
        <IconChevronUp size={14} stroke={1.6} />
      </IconButton>
      <IconButton label={t`Show the next ones`} small disabled={page === last} onClick={() => turn(1)}>
        <IconChevronDown size={14} stroke={1.6} />
      </IconButton>
    </span>
  )
  return { shown, before, turn, pager }
}
