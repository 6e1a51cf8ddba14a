/** Where videos come from, how many frames of each second to keep, and what they become. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, NumberInput, SegmentedControl, Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Dataset } from "../../../api/types"
import { Modal } from "../../../ui/Modal"
import { BudgetPlan } from "./BudgetPlan"
import type { Given } from "./files"
import { Pickers } from "./Pickers"
import { RateChoice } from "./RateChoice"
import { ServerFiles } from "./ServerFiles"
import { rootsQuery } from "./sources"
import type { Giving } from "./queue"

interface UploadDialogProps {
  readonly projectId: number
  readonly datasets: readonly Dataset[]
  readonly rate: string
  readonly onRate: (rate: string) => void
  readonly onGive: (files: readonly Given[], giving: Giving) => void
  readonly onClose: () => void
}

export function UploadDialog({ projectId, datasets, rate, onRate, onGive, onClose }: UploadDialogProps) {
  const roots = useQuery(rootsQuery(projectId)).data ?? []
  const [place, setPlace] = useState("computer")
  const [dataset, setDataset] = useState<string | null>(datasets[0] ? String(datasets[0].id) : null)
  const [asFrames, setAsFrames] = useState(false)
  const how = { dataset: dataset === null ? null : Number(dataset), asFrames }
  const give = (files: readonly Given[], planned: string) => {
    onGive(files, { ...how, rate: planned })
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t`Upload clips`} size={480}>
      <div className="stack upload-dialog">
        {roots.length > 0 && (
          <SegmentedControl
            aria-label={t`Where the files are`}
            data={[
              { value: "computer", label: t`From this computer` },
              { value: "server", label: t`From a folder on the server` },
            ]}
            value={place}
            onChange={setPlace}
          />
        )}
        <RateChoice rate={rate} onRate={onRate} />
        <p className="t2 s12"><Trans>How many frames of each second people label and models see. Your file is kept as it is.</Trans></p>
        <Checkbox label={t`As separate frames`} description={t`Each frame becomes a clip of its own, grouped by its video.`} checked={asFrames} onChange={(event) => setAsFrames(event.currentTarget.checked)} />
        {datasets.length > 1 && <Select label={t`Dataset`} data={datasets.map(({ id, name }) => ({ value: String(id), label: name }))} value={dataset} onChange={setDataset} />}
        {place === "computer" ? <FromComputer projectId={projectId} rate={rate} onGive={give} /> : <ServerFiles projectId={projectId} roots={roots} how={{ ...how, rate }} onDone={onClose} />}
      </div>
    </Modal>
  )
}

interface FromComputerProps {
  readonly projectId: number
  readonly rate: string
  readonly onGive: (files: readonly Given[], rate: string) => void
}

/** With a budget the rate is planned from the chosen files; without one they go at once. */
function FromComputer({ projectId, rate, onGive }: FromComputerProps) {
  const [budget, setBudget] = useState<number | null>(null)
  const [files, setFiles] = useState<readonly Given[]>([])
  return (
    <>
      <NumberInput
        label={t`Frame budget`}
        description={t`How many frames may come of all videos together. Fewer of each second, but of every video, teach a model more.`}
        placeholder={t`No budget`}
        min={1}
        max={2_000_000_000}
        allowDecimal={false}
        thousandSeparator=","
        value={budget ?? ""}
        onChange={(value) => setBudget(typeof value === "number" && value > 0 ? value : null)}
      />
      {budget !== null && files.length > 0 ? (
        <BudgetPlan projectId={projectId} files={files} budget={budget} onUpload={(planned) => onGive(files, planned)} onBack={() => setFiles([])} />
      ) : (
        <Pickers onFiles={(given) => (budget === null ? onGive(given, rate) : setFiles(given))} />
      )}
    </>
  )
}
