/** The pages of a project's settings. */
import { Link } from "@tanstack/react-router"
import { useProject } from "../shell/useProject"
import "./settings.css"

const PAGES = [
  { to: "/p/$project/settings/general", name: "General" },
  { to: "/p/$project/settings/files", name: "Files" },
  { to: "/p/$project/settings/keys", name: "API keys" },
] as const

export function SettingsNav() {
  const project = useProject()
  return (
    <nav aria-label="Settings">
      {PAGES.map(({ to, name }) => (
        <Link key={to} to={to} params={{ project: String(project.id) }} className="tab" activeProps={{ className: "tab on", "aria-current": "page" }}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
