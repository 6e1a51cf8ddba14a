/** The theme of the surface that the address shows. */
import type { AnyRouter } from "@tanstack/react-router"
import { useSyncExternalStore } from "react"
import { surfaceAt, type Theme, useTheme } from "./theme"

export function useSurfaceTheme(router: AnyRouter): Theme {
  const surface = useSyncExternalStore(
    (listener) => router.history.subscribe(listener),
    () => surfaceAt(router.history.location.pathname),
  )
  return useTheme(surface)
}
