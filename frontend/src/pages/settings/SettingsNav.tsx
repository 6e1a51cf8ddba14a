/** The pages of a project's settings. */
import { i18n } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Link } from "@tanstack/react-router"
import { useProject } from "../shell/useProject"
import "./settings.css"

const PAGES = [
  { to: "/p/$project/settings/general", name: msg`General` },
  { to: "/p/$project/settings/files", name: msg`Files` },
  { to: "/p/$project/settings/workflow", name: msg`Workflow` },
  { to: "/p/$project/settings/outside", name: msg`Outside models` },
  { to: "/p/$project/settings/alerts", name: msg`Alerts` },
  { to: "/p/$project/settings/keys", name: msg`API keys` },
] as const

export function SettingsNav() {
  const project = useProject()
  return (
    <nav aria-label={t`Settings`}>
      {PAGES.map(({ to, name }) => (
        <Link key={to} to={to} params={{ project: String(project.id) }} className="tab" activeProps={{ className: "tab on", "aria-current": "page" }}>
          {i18n._(name)}
        </Link>
      ))}
    </nav>
  )
}
