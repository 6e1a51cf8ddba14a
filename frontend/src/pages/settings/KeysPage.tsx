/** API keys of the person: for the command line and for programs. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconKey, IconPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { remove } from "../../api/client"
import { keysQuery } from "../../api/queries"
import type { ApiKey } from "../../api/types"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { useSaving } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { dayOf } from "../../ui/words"
import { KeyDialog } from "./KeyDialog"
import { SettingsNav } from "./SettingsNav"

export function KeysPage() {
  const keys = useQuery(keysQuery)
  const [creating, setCreating] = useState(false)
  const found = keys.data?.results ?? []
  const create = (
    <button type="button" className="btn pri" onClick={() => setCreating(true)}>
      <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Create key</Trans>
    </button>
  )
  return (
    <>
      <PageHeader title={t`Settings`}>{found.length > 0 && create}</PageHeader>
      <SettingsNav />
      <div className="body">
        {keys.isPending && <SkeletonRows />}
        {keys.isLoadingError && <ProblemState error={keys.error} retry={() => void keys.refetch()} />}
        {keys.isSuccess && found.length === 0 && (
          <EmptyState icon={<IconKey size={24} stroke={1.6} />} title={t`No API keys yet`} action={create}>
            <Trans>With a key the command line and your own programs work as you.</Trans>
          </EmptyState>
        )}
        {found.length > 0 && <KeyTable keys={found} />}
      </div>
      {creating && <KeyDialog onClose={() => setCreating(false)} />}
    </>
  )
}

function KeyTable({ keys }: { keys: ApiKey[] }) {
  const revoke = useSaving((id: number) => remove(`/me/keys/${id}`), keysQuery.queryKey)
  return (
    <div className="narrow">
      <div className="card">
        <Table columns={[t`Name`, t`Key`, t`Scope`, t`Valid until`, t`Last used`, { name: t`Actions`, look: "hidden" }]}>
          {keys.map((key) => (
            <tr key={key.id}>
              <td className="b5">{key.name}</td>
              <td className="t2 num">{key.prefix}…</td>
              <td className="t2">{key.scope === "read" ? t`Read` : t`Read and write`}</td>
              <td className="t2 num">{key.expires_at ? dayOf(key.expires_at) : t`No end`}</td>
              <td className="t2 num">{key.last_used_at ? dayOf(key.last_used_at) : t`Never`}</td>
              <td>
                <button type="button" className="btn sm" aria-label={t`Revoke ${key.name}`} onClick={() => revoke.mutate(key.id)}>
                  <Trans>Revoke</Trans>
                </button>
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </div>
  )
}
