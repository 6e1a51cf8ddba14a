/** A person's keys: their keyboard, every action with its key, and whether single keys act. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useEffect, useState } from "react"
import type { Preferences } from "../../api/types"
import { equal } from "../../editor-core/equal"
import { LAYOUTS } from "../../editor-core/keys/layouts"
import { choose, groupName, keysOf, type Placed, SURFACES, type Taste } from "../../editor-core/keys/shortcuts"
import { ACTIONS } from "../../editor-core/keys/table"
import { said } from "../../editor-core/words"
import { shortened } from "../../ui/finder/keyWords"
import { prefer, useTaste } from "../../ui/preferences"
import { say, sayProblem } from "../../ui/toasts"
import "./shortcuts.css"

const change = (wanted: Preferences) => void prefer(wanted).catch(sayProblem)

export function Shortcuts() {
  const taste = useTaste()
  const [query, setQuery] = useState("")
  const [listening, setListening] = useState<string | null>(null)
  const wanted = query.toLowerCase()
  const fits = (action: Placed) =>
    said(action.label).toLowerCase().includes(wanted) || keysOf(action, taste).some((key) => key.toLowerCase() === wanted)
  const shown = ACTIONS.filter(fits)
  const groups = [...new Set(shown.map(({ group }) => group))]
  return (
    <section className="card keys" id="shortcuts">
      <h2><Trans>Shortcuts</Trans></h2>
      <Keyboard taste={taste} />
      <input className="keys-find" aria-label={t`Find a shortcut`} placeholder={t`Find a shortcut by name or key`} value={query} onChange={(event) => setQuery(event.target.value)} />
      <table>
        <thead>
          <tr>
            <th scope="col"><Trans>Action</Trans></th>
            <th scope="col"><Trans>Where</Trans></th>
            <th scope="col"><Trans>Key</Trans></th>
            <th scope="col">
              <span className="hidden-text"><Trans>Change</Trans></span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr>
              <th colSpan={4} scope="rowgroup">
                {groupName(group)}
              </th>
            </tr>
            {shown.map((action) => action.group === group && <Row key={action.id} action={action} taste={taste} listens={listening === action.id} listen={setListening} />)}
          </tbody>
        ))}
      </table>
      {shown.length === 0 && <p className="t2"><Trans>Nothing is called that</Trans></p>}
    </section>
  )
}

function Keyboard({ taste }: { taste: Taste }) {
  const reset = () => {
    change({ keys: null })
    say(t`All shortcuts are as they came`)
  }
  return (
    <div className="keys-board">
      <label>
        <Trans>Keyboard</Trans>{" "}
        <select value={taste.layout ?? "us"} onChange={(event) => change({ layout: LAYOUTS.find(({ id }) => id === event.target.value)?.id ?? "us" })}>
          {LAYOUTS.map(({ id, name }) => (
            <option key={id} value={id}>
              {said(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input type="checkbox" checked={taste.singles} onChange={(event) => change({ single_keys: event.target.checked })} /> <Trans>Single keys act</Trans>
      </label>
      <span className="grow" />
      <button type="button" className="btn" disabled={Object.keys(taste.keys).length === 0} onClick={reset}>
        <Trans>Reset all</Trans>
      </button>
    </div>
  )
}

interface RowProps {
  readonly action: Placed
  readonly taste: Taste
  readonly listens: boolean
  readonly listen: (id: string | null) => void
}

function Row({ action, taste, listens, listen }: RowProps) {
  const { id, surfaces, fixed } = action
  const label = said(action.label)
  const keys = keysOf(action, taste)
  const own = id in taste.keys
  return (
    <tr>
      <td>{label}</td>
      <td className="t2">{surfaces.length === Object.keys(SURFACES).length ? t`Everywhere` : surfaces.map((one) => said(SURFACES[one])).join(", ")}</td>
      <td>
        {listens ? (
          <Listening action={action} taste={taste} done={() => listen(null)} />
        ) : (
          shortened(keys).map((key) => <kbd key={key}>{key}</kbd>)
        )}
        {!listens && keys.length === 0 && <span className="t3"><Trans>none</Trans></span>}
      </td>
      <td className="keys-acts">
        {fixed ? (
          <span className="t3"><Trans>set at its class</Trans></span>
        ) : (
          <>
            <button type="button" className="btn sm" aria-label={t`Change the key of ${label}`} onClick={() => listen(listens ? null : id)}>
              {listens ? t`Leave it` : t`Change`}
            </button>
            <button type="button" className="btn sm" aria-label={t`Switch the key of ${label} off`} disabled={keys.length === 0} onClick={() => change({ keys: { [id]: [] } })}>
              <Trans>Off</Trans>
            </button>
            <button type="button" className="btn sm" aria-label={t`Reset the key of ${label}`} disabled={!own} onClick={() => change({ keys: { [id]: null } })}>
              <Trans>Reset</Trans>
            </button>
          </>
        )}
      </td>
    </tr>
  )
}

/** Waits for the next press. Esc leaves the key as it is, and Tab leaves the row. */
function Listening({ action, taste, done }: { action: Placed; taste: Taste; done: () => void }) {
  const [problem, setProblem] = useState("")
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Tab"].includes(event.key)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === "Escape") {
        done()
        return
      }
      const choice = choose(action, event, ACTIONS, taste)
      if ("problem" in choice) setProblem(choice.problem)
      else {
        const isUsual = equal(keysOf(action, { ...taste, keys: {} }), [choice.key])
        change({ keys: { [action.id]: isUsual ? null : [choice.key] } })
        done()
      }
    }
    window.addEventListener("keydown", press, { capture: true })
    return () => window.removeEventListener("keydown", press, { capture: true })
  }, [action, taste, done])
  return (
    <span role="status" className={problem ? "keys-problem" : "t2"}>
      {problem || t`Press keys, or Esc to leave it`}
    </span>
  )
}
