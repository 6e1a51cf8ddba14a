/** By which right the page is made of what others wrote: the build writes it down. */
import { Trans } from "@lingui/react/macro"

export function Licenses() {
  return (
    <p className="t3 s12">
      <Trans>
        Built on the work of others: <a href="/licenses.txt">licenses</a>
      </Trans>
    </p>
  )
}
