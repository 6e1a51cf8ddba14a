/** The theme of the surface that the address shows. */
import type { RouterHistory } from "@tanstack/react-router"
import { useSyncExternalStore } from "react"
import { surfaceAt, type Theme, useTheme } from "./theme"

export function useSurfaceTheme(history: RouterHistory): Theme {
  const surface = useSyncExternalStore(
    (listener) => history.subscribe(listener),
    () => surfaceAt(history.location.pathname),
  )
  return useTheme(surface)
}
