/** Letting somebody back in who forgot their password: a link that an administrator passes on. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconKey } from "@tabler/icons-react"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { post } from "../../api/client"
import { sessionQuery } from "../../api/queries"
import type { components } from "../../api/schema"
import type { User } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { LinkOnce } from "../../ui/ShownOnce"

/** Seen by administrators, at themselves and at whoever is none. */
export function SignInLink({ user }: { user: User }) {
  const me = useQuery(sessionQuery).data?.user
  const [asking, setAsking] = useState(false)
  if (!me?.is_admin || (user.is_admin && user.id !== me.id)) return null
  return (
    <>
      <button type="button" className="icb" aria-label={t`Make a sign-in link for ${user.name}`} title={t`Make a sign-in link`} onClick={() => setAsking(true)}>
        <IconKey size={16} stroke={1.6} aria-hidden />
      </button>
      {asking && <LinkDialog user={user} onClose={() => setAsking(false)} />}
    </>
  )
}

function LinkDialog({ user: { id, name }, onClose }: { user: User; onClose: () => void }) {
  const link = useMutation({ mutationFn: () => post<components["schemas"]["Link"]>(`/users/${id}/links`) })
  return (
    <Modal opened onClose={onClose} title={t`Sign-in link for ${name}`} size={480}>
      {link.data ? (
        <LinkOnce label={t`Sign-in link`} url={link.data.url} onClose={onClose} />
      ) : (
        <div className="stack">
          <p className="t2"><Trans>For somebody who forgot their password: the link signs {name} in, once and within a day. A new password is chosen under Your account.</Trans></p>
          <p className="t2"><Trans>Whoever opens it is signed in as {name}, so send it to nobody else.</Trans></p>
          <ProblemNote error={link.error} />
          <DialogButtons onClose={onClose}>
            <button type="button" className="btn pri" disabled={link.isPending} onClick={() => link.mutate()}>
              <Trans>Create link</Trans>
            </button>
          </DialogButtons>
        </div>
      )}
    </Modal>
  )
}
