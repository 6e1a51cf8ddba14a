/** The classes with their digits, and what else a key says of the clip that has the focus. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Project } from "../../api/types"
import { ClassSwatch, KeyHint } from "../../ui/parts"
import { tagClasses } from "../data/tagClasses"
import type { Acts } from "./useFeed"
import { type FeedAct, useFeedKey } from "./useFeedKeys"

const MOST = 10

interface ClassLineProps {
  readonly project: Project
  readonly acts: Acts
  readonly onPick: () => void
  /** Whether clips here are only opened: each card is about a stretch of one. */
  readonly opens: boolean
}

export function ClassLine({ project, acts, onPick, opens }: ClassLineProps) {
  const act = (id: FeedAct, words: string, run: () => void) => <Do id={id} words={words} onClick={run} />
  return (
    <footer className="fd-keys" aria-label={t`The focused clip`}>
      {!opens && act("accept", t`Accept`, () => acts.decide({ do: "accept" }))}
      {!opens && act("reject", t`Reject`, () => acts.decide({ do: "reject" }))}
      {act("put-aside", t`Skip`, () => acts.skip())}
      {!opens && <Classes project={project} acts={acts} onPick={onPick} />}
      <span className="grow" />
      <span className="t3">
        <Trans>Arrows move, Enter opens</Trans>
      </span>
    </footer>
  )
}

function Classes({ project, acts, onPick }: Omit<ClassLineProps, "opens">) {
  return (
    <>
      <span className="fd-bar" aria-hidden />
      {tagClasses(project)
        .slice(0, MOST)
        .map(({ id, name, color, hotkey }) => (
          <button key={id} type="button" className="fd-key" data-command="tag" onClick={() => acts.decide({ do: "tag", classId: id })}>
            {hotkey !== null && <KeyHint>{hotkey}</KeyHint>}
            <ClassSwatch slot={color} />
            <span className="cut">{name}</span>
          </button>
        ))}
      <Do id="pick" words={t`Other class`} onClick={onPick} />
      <Do id="repeat" words={t`Same as last`} onClick={acts.repeat} />
    </>
  )
}

function Do({ id, words, onClick }: { id: FeedAct; words: string; onClick: () => void }) {
  const key = useFeedKey(id)
  return (
    <button type="button" className="fd-key" data-command={id} onClick={onClick}>
      <KeyHint>{key}</KeyHint> {words}
    </button>
  )
}
