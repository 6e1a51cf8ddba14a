/** Email and password. A wrong password keeps the email. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { PasswordInput, TextInput } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { request } from "../api/client"
import { sessionQuery } from "../api/queries"
import type { Session } from "../api/types"
import { ProblemNote } from "./Problem"

export function SignInForm({ email: known = "", onSignedIn }: { email?: string; onSignedIn: () => void }) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState("")
  const signIn = useSignIn(onSignedIn)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    signIn.mutate({ email, password }, { onError: () => setPassword("") })
  }
  return (
    <form className="stack" style={{ padding: 0, width: "100%" }} onSubmit={submit}>
      <TextInput
        label={t`Email`}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus={known === "" || undefined}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={known !== "" || undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t`Show password`, tabIndex: 0 }}
      />
      <ProblemNote error={signIn.error} />
      <button type="submit" className="btn pri" disabled={signIn.isPending}>
        <Trans>Sign in</Trans>
      </button>
    </form>
  )
}

function useSignIn(onSignedIn: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => request<Session>("POST", "/session", { body, signingIn: true }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session)
      onSignedIn()
    },
  })
}
