/** A new API key, shown once. */
import { i18n } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { keysQuery } from "../../api/queries"
import type { ApiKey, NewKey } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { ShownOnce } from "../../ui/ShownOnce"

const DAY_MS = 86_400_000
const LIVES = [
  { value: "30", label: msg`30 days` },
  { value: "365", label: msg`1 year` },
  { value: "", label: msg`No end` },
]

export function KeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("")
  const [scope, setScope] = useState<ApiKey["scope"]>("write")
  const [days, setDays] = useState("365")
  const create = useSubmitting(() => post<NewKey>("/me/keys", { name: name.trim(), scope, ...expiry(days) }), keysQuery.queryKey)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(undefined)
  }
  if (create.data) return <Made secret={create.data.key} onClose={onClose} />
  return (
    <Modal opened onClose={onClose} title={t`Create API key`} size={440}>
      <form className="stack" onSubmit={submit}>
        <TextInput label={t`Name`} required withAsterisk={false} data-autofocus placeholder="laptop" value={name} error={fieldProblem(create.error, "name")} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label={t`Scope`}
          data={[
            { value: "read", label: t`Read` },
            { value: "write", label: t`Read and write` },
          ]}
          value={scope}
          onChange={(value) => setScope(value === "read" ? "read" : "write")}
        />
        <Select label={t`Valid for`} data={LIVES.map(({ value, label }) => ({ value, label: i18n._(label) }))} value={days} onChange={(value) => setDays(value ?? "")} />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending || name.trim() === ""}>
            <Trans>Create key</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

function Made({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t`Your new key`} size={480} closeOnClickOutside={false}>
      <ShownOnce label={t`API key`} text={secret} onClose={onClose}>
        <Trans>Copy it now. It is not shown again.</Trans>
      </ShownOnce>
    </Modal>
  )
}

function expiry(days: string): { expires_at?: string } {
  return days ? { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() } : {}
}
