/** Signing in again over the page: nothing beneath it changes. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQueryClient } from "@tanstack/react-query"
import { sessionQuery } from "../api/queries"
import { Modal } from "./Modal"
import { SignInForm } from "./SignInForm"

export function SignInDialog({ onSignedIn }: { onSignedIn: () => void }) {
  const client = useQueryClient()
  const known = client.getQueryData(sessionQuery.queryKey)?.user?.email ?? ""
  const done = () => {
    onSignedIn()
    void client.invalidateQueries()
  }
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t`Sign in to go on`}
      size={400}
      zIndex={500}
    >
      <div className="stack">
        <p className="t2"><Trans>Your session ended. Everything on this page is kept.</Trans></p>
        <SignInForm email={known} onSignedIn={done} />
      </div>
    </Modal>
  )
}
