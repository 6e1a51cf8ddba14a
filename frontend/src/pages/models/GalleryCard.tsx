/** The clips that judged a model: what it got wrong, the surest first, or what it got right. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowRight, IconCheck, IconX } from "@tabler/icons-react"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import { judgementsQuery } from "../../api/evaluationQueries"
import type { Judgement } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { Skeleton } from "../../ui/parts"
import { ProblemNote, ProblemState } from "../../ui/Problem"
import { decimal } from "../../ui/words"
import { ClipCard } from "./ClipCard"
import { LookButton, LookingWords } from "./Looking"
import { Moments, Seen } from "./Seen"
import { classNames } from "./metricWords"
import { useLooking } from "./useLooking"

export function GalleryCard({ project, model }: { project: Project; model: Model }) {
  const [right, setRight] = useState(false)
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(judgementsQuery(project.id, model.id, right))
  const looking = useLooking(project.id, model.id)
  const shown = data?.pages.flatMap(({ results }) => results)
  return (
    <div className="card">
      <div className="row md-ct md-galleries">
        <h3 className="grow"><Trans>Clips, the surest first</Trans></h3>
        <LookButton project={project} looking={looking} />
        <WrongOrRight right={right} choose={setRight} />
      </div>
      {looking.on && <LookingWords looking={looking} />}
      {error && !shown ? (
        <ProblemState error={error} retry={() => void refetch()} />
      ) : !shown ? (
        <div className="md-pad"><Skeleton height={120} /></div>
      ) : shown.length === 0 ? (
        <p className="t2 md-pad">{right ? <Trans>There is none that you may see.</Trans> : <Trans>No mistake among the test clips that you may see.</Trans>}</p>
      ) : (
        <ul className="md-gallery" aria-label={t`Clips, the surest first`}>
          {shown.map((one) => (
            <Judged key={`${one.item.id}:${one.start}`} project={project} model={model} judgement={one} looked={looking.on} />
          ))}
        </ul>
      )}
      {!right && shown && shown.length > 0 && (
        <p className="md-hint t2 s12"><Trans>Where a model is sure and wrong, the label may be what is wrong: open the clip and see.</Trans></p>
      )}
      {shown && <ProblemNote error={error} />}
      {hasNextPage && (
        <div className="md-pad">
          <button type="button" className="btn" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}><Trans>Show more</Trans></button>
        </div>
      )}
    </div>
  )
}

function WrongOrRight({ right, choose }: { right: boolean; choose: (right: boolean) => void }) {
  return (
    <span className="seg" role="group" aria-label={t`Clips that are`}>
      <button type="button" className={right ? "" : "on"} aria-pressed={!right} onClick={() => choose(false)}><Trans>Wrong</Trans></button>
      <button type="button" className={right ? "on" : ""} aria-pressed={right} onClick={() => choose(true)}><Trans>Right</Trans></button>
    </span>
  )
}

interface JudgedProps {
  readonly project: Project
  readonly model: Model
  readonly judgement: Judgement
  /** Whether it is asked where the model looked. */
  readonly looked: boolean
}

function Judged({ project, model, judgement, looked }: JudgedProps) {
  const { item, start, truth, predicted, confidence, is_right: right, saliency } = judgement
  const Mark = right ? IconCheck : IconX
  const map = looked ? saliency : null
  const [moment, setMoment] = useState<number | null>(null)
  const at = moment ?? map?.peak ?? 0
  return (
    <ClipCard project={project} item={item} start={start} picture={map && <Seen item={item} map={map} moment={at} />}>
      {map && <Moments item={item} map={map} moment={at} onChoose={setMoment} />}
      <span className="row s12 md-verdict">
        <Mark size={14} stroke={2} className={right ? "i ok" : "i bad"} aria-label={right ? t`right` : t`wrong`} />
        <span className="cut">{classNames(model, truth)}</span>
        {!right && (
          <>
            <IconArrowRight size={12} stroke={1.6} className="i t3" aria-label={t`taken for`} />
            <span className="cut b5">{classNames(model, predicted)}</span>
          </>
        )}
        <span className="grow" />
        <span className="num t2">{decimal(confidence, 2)}</span>
      </span>
    </ClipCard>
  )
}
