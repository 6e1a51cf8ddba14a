/** Around every page: toasts, and the dialog that brings an ended session back. */
import { useQuery } from "@tanstack/react-query"
import { Outlet, useRouter } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { onSessionExpired } from "../api/client"
import { sessionQuery } from "../api/queries"
import { whoIsHere } from "../api/who"
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
  const [expired, setExpired] = useState<{ readonly of: number | null } | null>(null)
  const user = useQuery({ ...sessionQuery, enabled: false }).data?.user?.id
  useEffect(() => onSessionExpired(() => setExpired({ of: whoIsHere() })), [])
  // Where somebody else signed in meanwhile, in another tab, the page is theirs.
  const isOver = expired !== null && (user === undefined || user === expired.of)
  const { theme } = usePreferences()
  useEffect(() => keepThemes(theme ?? {}), [theme])
  const router = useRouter()
  useEffect(() => loadTheRest(() => router.state.isLoading || client.isFetching() > 0), [router])
  return (
    <>
      <Outlet />
      <Toasts />
      <Finder />
      {isOver && <SignInDialog onSignedIn={() => setExpired(null)} />}
    </>
  )
}
