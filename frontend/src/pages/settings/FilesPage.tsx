/** What happens to a project's files over time: watched folders, and how long originals are kept. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { PageHeader } from "../../ui/parts"
import { may } from "../../ui/rights"
import { useProject } from "../shell/useProject"
import { Retention } from "./Retention"
import { SettingsNav } from "./SettingsNav"
import { Watches } from "./Watches"

export function FilesPage() {
  const project = useProject()
  return (
    <>
      <PageHeader title={t`Settings`} />
      <SettingsNav />
      <div className="body">
        <div className="narrow" style={{ maxWidth: 760 }}>
          {may(project, "manage") ? (
            <>
              <Watches project={project} />
              <Retention project={project} />
            </>
          ) : (
            <p className="t2"><Trans>Only leads change a project's settings.</Trans></p>
          )}
        </div>
      </div>
    </>
  )
}
