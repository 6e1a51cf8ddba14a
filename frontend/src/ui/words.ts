/** Words for numbers, times and people, in the language of the page. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"

/** 12,480 */
export function count(value: number): string {
  return i18n.number(value)
}

/** 1 clip, 12,480 clips */
export function clipCount(value: number): string {
  return plural(value, { one: "# clip", other: "# clips" })
}

/** 0.93; 94.1 */
export function decimal(value: number, digits: number): string {
  return i18n.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** 0.25, 1,200: a figure at an axis, as exact as it is. */
export function figure(value: number): string {
  return i18n.number(value, { maximumFractionDigits: 6 })
}

/** 94.1 % */
export function percent(share: number): string {
  const value = share * 100
  return `${value === 100 ? "100" : decimal(value, 1)} %`
}

/** 2 min, 45 s, 1 h 20 min: how long something takes. */
export function lasting(seconds: number): string {
  if (seconds < 60) return t`${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return t`${minutes} min`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return rest === 0 ? t`${hours} h` : t`${hours} h ${rest} min`
}

/** 0:07, 12:40, 1:02:07 */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = String(rest).padStart(2, "0")
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`
}

/** About how long something still takes. */
export function remaining(seconds: number): string {
  if (seconds < 60) return t`less than a minute left`
  const [minutes, hours] = [Math.round(seconds / 60), Math.round(seconds / 3600)]
  return seconds < 3600 ? t`about ${minutes} min left` : t`about ${hours} h left`
}

/** 2 min, 5 h, 3 d: how long ago. */
export function ago(at: string, now: number): string {
  const seconds = secondsSince(at, now)
  return seconds < 60 ? t`now` : age(seconds)
}

/** just now, 5 min ago */
export function since(at: string, now: number): string {
  const seconds = secondsSince(at, now)
  if (seconds < 60) return t`just now`
  const passed = age(seconds)
  return t`${passed} ago`
}

function secondsSince(at: string, now: number): number {
  return Math.max(0, (now - Date.parse(at)) / 1000)
}

function age(seconds: number): string {
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  if (seconds < 3600) return t`${minutes} min`
  return seconds < 86_400 ? t`${hours} h` : t`${days} d`
}

/** Nov 21, 2026 */
export function dayOf(at: string): string {
  return i18n.date(at, { year: "numeric", month: "short", day: "numeric" })
}

/** 38 MB/s, 940 kB/s */
export function speed(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`
}

/** 38 MB */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"]
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${decimal(scaled, scaled < 10 && power > 0 ? 1 : 0)} ${units[power] ?? "B"}`
}

/** The first letters of the first and the last name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]?.slice(0, 2)]
  return picked.map((word) => (words.length > 1 ? word?.[0] : word) ?? "").join("").toUpperCase()
}

const PERSON_COLORS = ["#8a4b2f", "#4a4fa3", "#8b3a62", "#2e6b57", "#6b5a1f", "#3d6480", "#71427f", "#5a6577"]

/** The same person always has the same color. */
export function personColor(id: number): string {
  return PERSON_COLORS[id % PERSON_COLORS.length] ?? "#5a6577"
}
