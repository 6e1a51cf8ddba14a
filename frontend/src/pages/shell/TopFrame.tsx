/** Around pages that belong to no project: the sign and the person. */
import { IconFolders, IconUser } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { Logo } from "../../ui/Logo"
import { Me } from "./Me"

const ICON = { size: 16, stroke: 1.6, className: "i", "aria-hidden": true } as const
const ON = { className: "on", "aria-current": "page" } as const

export function TopFrame({ children }: { children: ReactNode }) {
  return (
    <div className="app">
      <aside className="side" aria-label="Sidebar">
        <Link to="/" className="proj" style={{ color: "inherit", textDecoration: "none" }}>
          <Logo />
          <span className="grow cut">Cliploop</span>
        </Link>
        <nav className="nav" aria-label="Cliploop">
          <Link to="/" activeProps={ON} activeOptions={{ exact: true }} title="Projects">
            <IconFolders {...ICON} />
            Projects
          </Link>
          <Link to="/me" activeProps={ON} title="Your account">
            <IconUser {...ICON} />
            Your account
          </Link>
        </nav>
        <div className="foot">
          <Me />
        </div>
      </aside>
      <main className="main">{children}</main>
    </div>
  )
}
