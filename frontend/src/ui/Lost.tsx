/** Addresses that lead nowhere, and pages that broke. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconMapQuestion } from "@tabler/icons-react"
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router"
import { ApiProblem } from "../api/problem"
import { EmptyState } from "./parts"
import { ProblemState } from "./Problem"

export function NotFoundPage() {
  return (
    <main>
      <EmptyState
        icon={<IconMapQuestion size={24} stroke={1.6} />}
        title={t`There is no page here`}
        action={
          <Link to="/" className="btn pri">
            <Trans>Open projects</Trans>
          </Link>
        }
      >
        <Trans>The address may be mistyped, or you may not be a member of this project.</Trans>
      </EmptyState>
    </main>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  if (error instanceof ApiProblem && error.status === 404) return <NotFoundPage />
  return (
    <main>
      <ProblemState error={error} retry={retry} />
    </main>
  )
}
