/** An invitation: who invites to what, and joining with a name and a password. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { PasswordInput, TextInput } from "@mantine/core"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router"
import { type SubmitEvent, useState } from "react"
import { get, request } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { sessionQuery } from "../../api/queries"
import type { ProjectRole, Session } from "../../api/types"
import { Logo } from "../../ui/Logo"
import { SkeletonRows } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { roleName } from "../members/roles"

const route = getRouteApi("/invite/$token")

interface Invited {
  project_name: string
  role: ProjectRole
  email?: string
}

export function InvitePage() {
  const { token } = route.useParams()
  const invited = useQuery({ queryKey: ["invitation", token], queryFn: () => get<Invited>(`/invitations/${token}`) })
  const session = useQuery(sessionQuery)
  return (
    <main className="center">
      <div className="card" style={{ display: "grid", gap: 16, width: "min(400px, 100%)", padding: 24 }}>
        <div className="row">
          <Logo size={26} />
          <h1 style={{ whiteSpace: "normal" }}>{invited.data ? <Trans>Join {invited.data.project_name}</Trans> : <Trans>Invitation</Trans>}</h1>
        </div>
        {invited.isPending && <SkeletonRows rows={3} />}
        <ProblemNote error={invited.error} />
        {invited.error && <p className="t2 s12"><Trans>Already a member? <Link to="/login">Sign in</Link></Trans></p>}
        {invited.data && session.data && (
          <>
            <p className="t2"><Trans>You are invited as {roleName(invited.data.role)}.</Trans></p>
            <JoinForm token={token} invited={invited.data} known={session.data.user !== null} />
          </>
        )}
      </div>
    </main>
  )
}

function useJoin(token: string) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: Record<string, string>) =>
      request<Session>("POST", `/invitations/${token}`, { body, signingIn: true }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session)
      void client.invalidateQueries({ queryKey: ["projects"] })
      void navigate({ to: "/", replace: true })
    },
  })
}

function JoinForm({ token, invited, known }: { token: string; invited: Invited; known: boolean }) {
  const [values, setValues] = useState({ name: "", email: invited.email ?? "", password: "" })
  const join = useJoin(token)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    join.mutate(known ? {} : values)
  }
  const field = (name: keyof typeof values) => ({
    name,
    required: true,
    withAsterisk: false,
    value: values[name],
    error: fieldProblem(join.error, name),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <form className="stack" style={{ padding: 0, width: "100%" }} onSubmit={submit}>
      {!known && (
        <>
          <TextInput label={t`Your name`} autoComplete="name" autoFocus {...field("name")} />
          <TextInput label={t`Email`} type="email" autoComplete="username" {...field("email")} />
          <PasswordInput label={t`Password`} autoComplete="new-password" {...field("password")} />
        </>
      )}
      <ProblemNote error={join.error} />
      <button type="submit" className="btn pri" disabled={join.isPending}>
        <Trans>Join</Trans>
      </button>
    </form>
  )
}
