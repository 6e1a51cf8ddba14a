/** When something happened, as a list of events says it. */
import { i18n } from "@lingui/core"

/** The time of today, or the day and the time. */
export function momentOf(at: string): string {
  const date = new Date(at)
  const today = date.toDateString() === new Date().toDateString()
  return i18n.date(date, today ? { hour: "2-digit", minute: "2-digit" } : { dateStyle: "medium", timeStyle: "short" })
}
