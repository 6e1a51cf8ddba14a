/** Around pages that belong to no project: the sign and the person. */
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { Logo } from "../../ui/Logo"
import { Me } from "./Me"

export function TopFrame({ children }: { children: ReactNode }) {
  return (
    <div className="app">
      <aside className="side" aria-label="Sidebar">
        <Link to="/" className="proj" style={{ color: "inherit", textDecoration: "none" }}>
          <Logo />
          <span className="grow cut">Cliploop</span>
        </Link>
        <div className="foot">
          <Me />
        </div>
      </aside>
      <main className="main">{children}</main>
    </div>
  )
}
