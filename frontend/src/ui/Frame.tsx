/** Around every page: toasts, and the dialog that brings an ended session back. */
import { Outlet } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useState } from "react"
import { onSessionExpired } from "../api/client"
import { Finder } from "./finder/Finder"
import { usePreferences } from "./preferences"
import { keepThemes } from "./theme"
import { Toasts } from "./toasts"
import { useOwnLanguage } from "./useOwnLanguage"

const SignInDialog = lazy(() => import("./SignInDialog").then(({ SignInDialog: Dialog }) => ({ default: Dialog })))

export function Frame() {
  useOwnLanguage()
  const [expired, setExpired] = useState(false)
  useEffect(() => onSessionExpired(() => setExpired(true)), [])
  const { theme } = usePreferences()
  useEffect(() => keepThemes(theme ?? {}), [theme])
  return (
    <>
      <Outlet />
      <Toasts />
      <Finder />
      {expired && (
        <Suspense>
          <SignInDialog onSignedIn={() => setExpired(false)} />
        </Suspense>
      )}
    </>
  )
}
