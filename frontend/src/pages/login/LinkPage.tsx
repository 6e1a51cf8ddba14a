/** A link that signs in once. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconLinkOff } from "@tabler/icons-react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { request } from "../../api/client"
import { sentenceOf } from "../../api/problem"
import { sessionQuery } from "../../api/queries"
import type { Session } from "../../api/types"
import { EmptyState } from "../../ui/parts"

const route = getRouteApi("/signin/$token")

export function LinkPage() {
  const { token } = route.useParams()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { mutate, error } = useMutation({
    mutationFn: () => request<Session>("POST", "/session/link", { body: { token }, signingIn: true }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session)
      void navigate({ to: "/", replace: true })
    },
  })
  // The link works once, and strict mode runs effects twice.
  const used = useRef(false)
  useEffect(() => {
    if (used.current) return
    used.current = true
    mutate()
  }, [mutate])
  if (!error) return <main className="center t2"><Trans>Signing in…</Trans></main>
  return (
    <main>
      <EmptyState
        icon={<IconLinkOff size={24} stroke={1.6} />}
        title={t`This link does not work any more`}
        action={
          <Link to="/login" className="btn pri">
            <Trans>Sign in</Trans>
          </Link>
        }
      >
        {sentenceOf(error)}
      </EmptyState>
    </main>
  )
}
