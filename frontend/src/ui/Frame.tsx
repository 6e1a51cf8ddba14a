/** Around every page: toasts, and the dialog that brings an ended session back. */
import { Outlet, useRouter } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { onSessionExpired } from "../api/client"
import { client } from "../queryClient"
import { Finder } from "./finder/Finder"
import { later, loadTheRest } from "./later"
import { usePreferences } from "./preferences"
import { keepThemes } from "./theme"
import { Toasts } from "./toasts"
import { useOwnLanguage } from "./useOwnLanguage"

const SignInDialog = later(async () => (await import("./SignInDialog")).SignInDialog)

export function Frame() {
  useOwnLanguage()
  const [expired, setExpired] = useState(false)
  useEffect(() => onSessionExpired(() => setExpired(true)), [])
  const { theme } = usePreferences()
  useEffect(() => keepThemes(theme ?? {}), [theme])
  const router = useRouter()
  useEffect(() => loadTheRest(() => router.state.isLoading || client.isFetching() > 0), [router])
  return (
    <>
      <Outlet />
      <Toasts />
      <Finder />
      {expired && <SignInDialog onSignedIn={() => setExpired(false)} />}
    </>
  )
}
