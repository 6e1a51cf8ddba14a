/** What was done each day of the last month, and when the rest will be. */
import { useNow } from "../../ui/useNow"
import { counted } from "../../ui/words"
import { type Day, daysLeft, filled } from "./days"

const DAYS = 30

export function DaysCard({ days, left }: { days: readonly Day[]; left: number }) {
  const shown = filled(days, new Date(useNow()), DAYS)
  const most = Math.max(...shown.map(({ count }) => count), 1)
  const total = shown.reduce((sum, { count }) => sum + count, 0)
  const rest = daysLeft(shown, left)
  return (
    <section className="card ov-card" aria-label="Done per day">
      <div className="row">
        <h2 className="grow">Done per day</h2>
        <span className="t2 s12 num">{rest === null ? `${counted(left, "clip")} left` : `${counted(left, "clip")} left, about ${counted(rest, "day")} of work`}</span>
      </div>
      {total === 0 ? (
        <p className="t2 ov-none">Nothing was labeled in the last {DAYS} days.</p>
      ) : (
        <>
          <div className="ov-bars" role="img" aria-label={`${counted(total, "change")} in ${DAYS} days, ${most} at most on one`}>
            {shown.map(({ day, count }) => (
              <i key={day} title={`${dayWords(day)}: ${counted(count, "change")}`} style={{ height: `${(count / most) * 100}%` }} className={count === 0 ? "zero" : ""} />
            ))}
          </div>
          <div className="row t3 s12 num">
            <span className="grow">{dayWords(shown[0]?.day ?? "")}</span>
            <span>today</span>
          </div>
        </>
      )}
    </section>
  )
}

function dayWords(day: string): string {
  return new Date(`${day}T12:00:00`).toLocaleDateString("en-US", { month: "short", day: "numeric" })
}
