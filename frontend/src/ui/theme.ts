/** Light or dark, kept per surface: pages, and work (the workspace). */
import { t } from "@lingui/core/macro"
import { createTheme } from "@mantine/core"
import { useSyncExternalStore } from "react"
import { prefer, remember } from "./preferences"
import { sayProblem } from "./toasts"

export type Theme = "light" | "dark"
export type Surface = "pages" | "work"

const KEYS: Record<Surface, string> = { pages: "cliploop.theme.pages", work: "cliploop.theme.work" }
const listeners = new Set<() => void>()

/** The theme of a surface: what the person chose, else dark for work and the system's for pages. */
export function themeOf(surface: Surface): Theme {
  const stored = localStorage.getItem(KEYS[surface])
  if (stored === "light" || stored === "dark") return stored
  if (surface === "work") return "dark"
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
}

/** Keep the theme that a person chose for a surface: here, for the first paint, and with their preferences. */
export function chooseTheme(surface: Surface, theme: Theme): void {
  keepThemes({ [surface]: theme })
  void prefer({ theme: { [surface]: theme } }).catch(sayProblem)
}

/** Show the themes that a person chose, here or in another browser. */
export function keepThemes(themes: Readonly<Partial<Record<Surface, Theme | null>>>): void {
  const news = Object.entries(themes).filter(([surface, theme]) => theme && localStorage.getItem(KEYS[surface as Surface]) !== theme)
  for (const [surface, theme] of news) remember(KEYS[surface as Surface], theme ?? "")
  if (news.length > 0) for (const listener of listeners) listener()
}

/** The surface at an address. */
export function surfaceAt(path: string): Surface {
  return /^\/p\/[^/]+\/(?:items|quick)\b/.test(path) ? "work" : "pages"
}

/** The theme of a surface; the component renders again when it changes. */
export function useTheme(surface: Surface): Theme {
  return useSyncExternalStore(listen, () => themeOf(surface))
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What Mantine needs to know, with its own words in the language of the page. */
export const mantineTheme = () => createTheme({
  fontFamily: "var(--font)",
  primaryColor: "blue",
  defaultRadius: 6,
  focusRing: "auto",
  respectReducedMotion: true,
  fontSizes: { xs: "12px", sm: "13px", md: "13px" },
  components: {
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 }, closeButtonProps: { "aria-label": t`Close` } } },
    Menu: { defaultProps: { shadow: "none", withInitialFocusPlaceholder: false, transitionProps: { duration: 80 } } },
    Select: { defaultProps: { allowDeselect: false } },
  },
})
