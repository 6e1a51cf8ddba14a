/** Around pages that belong to no project: the sign and the person. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconFolders, IconUser } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { FindButton } from "../../ui/finder/FindButton"
import { Logo } from "../../ui/Logo"
import { Me } from "./Me"

const ICON = { size: 16, stroke: 1.6, className: "i", "aria-hidden": true } as const
const ON = { className: "on", "aria-current": "page" } as const

export function TopFrame({ children }: { children: ReactNode }) {
  return (
    <div className="app">
      <aside className="side" aria-label={t`Sidebar`}>
        <Link to="/" className="proj" style={{ color: "inherit", textDecoration: "none" }} aria-label="Cliploop">
          <Logo />
          <span className="grow cut"><Trans>Cliploop</Trans></span>
        </Link>
        <nav className="nav" aria-label={t`Cliploop`}>
          <Link to="/" activeProps={ON} activeOptions={{ exact: true }} title={t`Projects`}>
            <IconFolders {...ICON} />
            <Trans>Projects</Trans>
          </Link>
          <Link to="/me" activeProps={ON} title={t`Your account`}>
            <IconUser {...ICON} />
            <Trans>Your account</Trans>
          </Link>
        </nav>
        <div className="foot">
          <FindButton />
          <Me />
        </div>
      </aside>
      <main className="main">{children}</main>
    </div>
  )
}
