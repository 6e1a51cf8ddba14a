/** The person: name, password, themes. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { PasswordInput, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { patch } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { sessionQuery } from "../../api/queries"
import type { User } from "../../api/types"
import { PageHeader } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { chooseTheme, type Surface, type Theme, useTheme } from "../../ui/theme"
import { say } from "../../ui/toasts"
import { TopFrame } from "../shell/TopFrame"
import { LanguageChoice } from "./LanguageChoice"
import { Licenses } from "./Licenses"
import { Shortcuts } from "./Shortcuts"

export function MePage() {
  const user = useQuery(sessionQuery).data?.user
  if (!user) return null
  return (
    <TopFrame>
      <PageHeader title={t`Your account`} note={user.email} />
      <div className="body">
        <div className="narrow" style={{ maxWidth: 560 }}>
          <NameForm user={user} />
          <PasswordForm />
          <LanguageChoice />
          <section className="card" style={{ display: "grid", gap: 12, padding: 16 }}>
            <h2><Trans>Theme</Trans></h2>
            <ThemeChoice surface="pages" name={t`Pages`} />
            <ThemeChoice surface="work" name={t`Workspace`} />
          </section>
        </div>
        <div className="narrow" style={{ maxWidth: 880, marginTop: 16 }}>
          <Shortcuts />
          <Licenses />
        </div>
      </div>
    </TopFrame>
  )
}

function NameForm({ user }: { user: User }) {
  const [name, setName] = useState(user.name)
  const save = useSubmitting(() => patch("/me", { name: name.trim() }), sessionQuery.queryKey)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: () => say(t`Name saved`) })
  }
  return (
    <form className="card" style={{ display: "grid", gap: 16, padding: 16, justifyItems: "start" }} onSubmit={submit}>
      <TextInput w="100%" label={t`Name`} required withAsterisk={false} autoComplete="name" value={name} error={fieldProblem(save.error, "name")} onChange={(event) => setName(event.currentTarget.value)} />
      <ProblemNote error={save.error} />
      <button type="submit" className="btn" disabled={save.isPending}>
        <Trans>Save name</Trans>
      </button>
    </form>
  )
}

function PasswordForm() {
  const [password, setPassword] = useState("")
  const save = useSubmitting(() => patch("/me", { password }), sessionQuery.queryKey)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const done = () => {
      setPassword("")
      say(t`Password changed`)
    }
    save.mutate(undefined, { onSuccess: done })
  }
  return (
    <form className="card" style={{ display: "grid", gap: 16, padding: 16, justifyItems: "start" }} onSubmit={submit}>
      <PasswordInput w="100%" label={t`New password`} required withAsterisk={false} autoComplete="new-password" value={password} error={fieldProblem(save.error, "password")} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t`Show password`, tabIndex: 0 }} />
      <ProblemNote error={save.error} />
      <button type="submit" className="btn" disabled={save.isPending}>
        <Trans>Change password</Trans>
      </button>
    </form>
  )
}

const THEMES: readonly { readonly value: Theme; readonly name: MessageDescriptor }[] = [
  { value: "light", name: msg`Light` },
  { value: "dark", name: msg`Dark` },
]

function ThemeChoice({ surface, name }: { surface: Surface; name: string }) {
  const theme = useTheme(surface)
  return (
    <div className="row">
      <span className="grow">{name}</span>
      <span className="seg" role="group" aria-label={t`Theme of ${name}`}>
        {THEMES.map((one) => (
          <button key={one.value} type="button" className={theme === one.value ? "on" : ""} aria-pressed={theme === one.value} onClick={() => chooseTheme(surface, one.value)}>
            {i18n._(one.name)}
          </button>
        ))}
      </span>
    </div>
  )
}
