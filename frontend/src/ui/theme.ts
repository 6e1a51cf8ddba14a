/** Light or dark, kept per surface: pages, and work (the workspace). */
import { createTheme } from "@mantine/core"
import { useSyncExternalStore } from "react"

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

/** Keep the theme that a person chose for a surface. */
export function chooseTheme(surface: Surface, theme: Theme): void {
  localStorage.setItem(KEYS[surface], theme)
  for (const listener of listeners) listener()
}

/** The surface at an address. */
export function surfaceAt(path: string): Surface {
  return /^\/p\/[^/]+\/items\b/.test(path) ? "work" : "pages"
}

/** The theme of a surface; the component renders again when it changes. */
export function useTheme(surface: Surface): Theme {
  return useSyncExternalStore(listen, () => themeOf(surface))
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const mantineTheme = createTheme({
  fontFamily: "var(--font)",
  primaryColor: "blue",
  defaultRadius: 6,
  focusRing: "auto",
  respectReducedMotion: true,
  fontSizes: { xs: "12px", sm: "13px", md: "13px" },
  components: {
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 }, closeButtonProps: { "aria-label": "Close" } } },
    Menu: { defaultProps: { shadow: "none", transitionProps: { duration: 80 } } },
    Select: { defaultProps: { allowDeselect: false } },
  },
})
