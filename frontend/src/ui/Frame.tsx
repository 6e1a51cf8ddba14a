/** Around every page: toasts, and the dialog that brings an ended session back. */
import { Outlet } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useState } from "react"
import { onSessionExpired } from "../api/client"
import { Toasts } from "./toasts"

const SignInDialog = lazy(() => import("./SignInDialog").then(({ SignInDialog: Dialog }) => ({ default: Dialog })))

export function Frame() {
  const [expired, setExpired] = useState(false)
  useEffect(() => onSessionExpired(() => setExpired(true)), [])
  return (
    <>
      <Outlet />
      <Toasts />
      {expired && (
        <Suspense>
          <SignInDialog onSignedIn={() => setExpired(false)} />
        </Suspense>
      )}
    </>
  )
}
