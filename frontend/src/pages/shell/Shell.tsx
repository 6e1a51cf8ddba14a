/** A project's frame: where one can go, background work, the person. */
import { Outlet } from "@tanstack/react-router"
import { useLive } from "../../api/live"
import { Sidebar } from "./Sidebar"
import { useProject } from "./useProject"

export function Shell() {
  const project = useProject()
  useLive(project.id)
  return (
    <div className="app">
      <Sidebar project={project} />
      <main className="main">
        <Outlet />
      </main>
    </div>
  )
}
