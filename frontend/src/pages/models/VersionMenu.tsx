/** What one can do with a version beside running it: the steps of its life, its notes and its history. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDots } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { historyQuery } from "../../api/versionQueries"
import { later } from "../../ui/later"
import { MenuButton } from "../../ui/opening/MenuButton"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"
import { useStartRounds } from "../rounds/useStartRounds"
import { type Step, stepName, stepsOf } from "./versionWords"

const VersionDialog = later(async () => (await import("./VersionDialogs")).VersionDialog)

interface MenuProps {
  readonly project: Project
  readonly model: Model
}

export function VersionMenu({ project, model }: MenuProps) {
  const [asked, ask] = useState<Step | "notes" | "history" | null>(null)
  const { data: history } = useQuery(historyQuery(project.id, model.id))
  const navigate = useNavigate()
  const openRounds = () => void navigate({ to: "/p/$project/models/rounds", params: { project: String(project.id) } })
  const rounds = useStartRounds(project.id, openRounds)
  const openCard = () => void navigate({ to: "/p/$project/models/$run/card", params: { project: String(project.id), run: String(model.run_id) } })
  const previous = history?.previous?.name
  const leads = may(project, "train")
  return (
    <>
      <MenuButton
        position="bottom-end"
        width={232}
        className="icb"
        aria-label={t`More about ${model.name}`}
        items={(Menu) => (
          <>
            {leads &&
              stepsOf(model.state, previous).map((step) => (
                <Menu.Item key={step} onClick={() => ask(step)}>
                  {stepName(step, previous ?? "")}
                </Menu.Item>
              ))}
            {leads && model.state !== "retired" && <Menu.Item onClick={() => rounds.mutate({ model_id: model.id, most: 1 }, { onError: sayProblem })}><Trans>Start a pseudo-label round</Trans></Menu.Item>}
            {leads && <Menu.Item onClick={() => ask("notes")}><Trans>Edit notes</Trans></Menu.Item>}
            <Menu.Item onClick={() => ask("history")}><Trans>History</Trans></Menu.Item>
            <Menu.Item onClick={openCard}><Trans>Model card</Trans></Menu.Item>
          </>
        )}
      >
        <IconDots size={16} stroke={1.6} aria-hidden className="i" />
      </MenuButton>
      {asked && <VersionDialog asked={asked} projectId={project.id} model={model} history={history} onClose={() => ask(null)} />}
    </>
  )
}
