/** Signing in; then back to the page that was asked for. */
import { Trans } from "@lingui/react/macro"
import { getRouteApi, useRouter } from "@tanstack/react-router"
import { Logo } from "../../ui/Logo"
import { SignInForm } from "../../ui/SignInForm"

const route = getRouteApi("/login")

export function LoginPage() {
  const { to = "/" } = route.useSearch()
  const router = useRouter()
  return (
    <main className="center">
      <div className="card" style={{ display: "grid", gap: 16, width: "min(360px, 100%)", padding: 24 }}>
        <div className="row">
          <Logo size={26} />
          <h1><Trans>Sign in to Cliploop</Trans></h1>
        </div>
        <SignInForm onSignedIn={() => router.history.push(to)} />
        <p className="t2 s12"><Trans>No account yet? Ask the lead of your project for an invitation link.</Trans></p>
      </div>
    </main>
  )
}
