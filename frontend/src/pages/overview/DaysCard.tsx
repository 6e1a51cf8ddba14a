/** What was done each day of the last month, and when the rest will be. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useNow } from "../../ui/useNow"
import { type Day, daysLeft, filled } from "./days"

const DAYS = 30

export function DaysCard({ days, left }: { days: readonly Day[]; left: number }) {
  const shown = filled(days, new Date(useNow()), DAYS)
  const most = Math.max(...shown.map(({ count }) => count), 1)
  const total = shown.reduce((sum, { count }) => sum + count, 0)
  const rest = daysLeft(shown, left)
  return (
    <section className="card ov-card" aria-label={t`Done per day`}>
      <div className="row">
        <h2 className="grow"><Trans>Done per day</Trans></h2>
        <span className="t2 s12 num">{leftWords(left, rest)}</span>
      </div>
      {total === 0 ? (
        <p className="t2 ov-none"><Trans>Nothing was labeled in the last {DAYS} days.</Trans></p>
      ) : (
        <>
          <div className="ov-bars" role="img" aria-label={t`${changes(total)} in ${DAYS} days, ${most} at most on one`}>
            {shown.map(({ day, count }) => (
              <i key={day} title={`${dayWords(day)}: ${changes(count)}`} style={{ height: `${(count / most) * 100}%` }} className={count === 0 ? "zero" : ""} />
            ))}
          </div>
          <div className="row t3 s12 num">
            <span className="grow">{dayWords(shown[0]?.day ?? "")}</span>
            <span><Trans>today</Trans></span>
          </div>
        </>
      )}
    </section>
  )
}

function leftWords(left: number, days: number | null): string {
  const clips = plural(left, { one: "# clip left", other: "# clips left" })
  return days === null ? clips : t`${clips}, about ${plural(days, { one: "# day", other: "# days" })} of work`
}

function changes(number: number): string {
  return plural(number, { one: "# change", other: "# changes" })
}

function dayWords(day: string): string {
  return i18n.date(`${day}T12:00:00`, { month: "short", day: "numeric" })
}
