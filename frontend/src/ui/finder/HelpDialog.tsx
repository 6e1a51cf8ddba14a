/** All shortcuts of the page that is open, to be searched. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { EVERYWHERE } from "../../editor-core/keys/everywhere"
import { groupName, keysOf } from "../../editor-core/keys/shortcuts"
import { said } from "../../editor-core/words"
import { Dialog } from "../Dialog"
import { useTaste } from "../preferences"
import { shortened } from "./keyWords"
import { type Offer, offers, open } from "./offers"
import "./finder.css"

type Listed = Pick<Offer, "id" | "label" | "group" | "keys">

export function HelpDialog() {
  const taste = useTaste()
  const [query, setQuery] = useState("")
  const [all] = useState(listed)
  const wanted = query.toLowerCase()
  const shown = all
    .map((action) => ({ ...action, keys: keysOf(action, taste) }))
    .filter(({ label, keys }) => said(label).toLowerCase().includes(wanted) || keys.some((key) => key.toLowerCase() === wanted))
  const groups = [...new Set(shown.map(({ group }) => group))]
  const close = () => open(null)
  return (
    <Dialog label={t`Shortcuts`} className="fd help" onClose={close}>
      <div className="fd-head">
        <h2><Trans>Shortcuts</Trans></h2>
        <Link to="/me" hash="shortcuts" onClick={close}>
          <Trans>Change them</Trans>
        </Link>
        <input aria-label={t`Find a shortcut`} placeholder={t`Find a shortcut`} value={query} onChange={(event) => setQuery(event.target.value)} />
      </div>
      <div className="fd-groups" tabIndex={0}>
        {groups.map((group) => (
          <Section key={group} name={group} actions={shown.filter((action) => action.group === group)} />
        ))}
      </div>
    </Dialog>
  )
}

/** What the page offers, and what every page does. */
function listed(): readonly Listed[] {
  const here = offers()
  return [...here, ...EVERYWHERE.filter(({ id }) => here.every((offer) => offer.id !== id))]
}

function Section({ name, actions }: { name: string; actions: readonly Listed[] }) {
  return (
    <section>
      <h3>{groupName(name)}</h3>
      <dl>
        {actions.map(({ id, label, keys }) => (
          <div key={id} data-action={id}>
            <dt>{said(label)}</dt>
            <dd>
              {shortened(keys).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
              {keys.length === 0 && <span className="fd-dim"><Trans>in a menu</Trans></span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
