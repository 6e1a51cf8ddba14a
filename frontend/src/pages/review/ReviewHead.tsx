/** The clip's name, what is shown of it, and the way to fix it oneself. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconPencil } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { may } from "../../ui/rights"
import type { Mode, Review } from "./useReview"

const MODES: readonly (readonly [Mode, MessageDescriptor])[] = [
  ["before", msg`Before`],
  ["changes", msg`Changes`],
  ["after", msg`After`],
]

export function ReviewHead({ review: { project, item, view, set } }: { review: Review }) {
  return (
    <div className="row rv-head">
      <h2 className="cut grow" title={item.name}>
        {item.name}
      </h2>
      {item.reason?.code === "unsure" && <span className="badge warn">{item.reason.text}</span>}
      <span className="seg" role="group" aria-label={t`Show`}>
        {MODES.map(([mode, name]) => (
          <button key={mode} type="button" className={view.mode === mode ? "on" : ""} aria-pressed={view.mode === mode} onClick={() => set({ mode })}>
            {i18n._(name)}
          </button>
        ))}
      </span>
      {may(project, "annotate") && (
        <Link className="btn sm" to="/p/$project/items/$item" params={{ project: String(project.id), item: String(item.id) }} search={{ stage: item.stage }}>
          <IconPencil size={14} stroke={1.6} aria-hidden />
          <Trans>Fix it myself</Trans>
        </Link>
      )}
    </div>
  )
}
