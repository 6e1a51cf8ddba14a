/** Choosing files or a folder, and how many frames of each second to keep. */
import { Modal, Select } from "@mantine/core"
import { IconFolder, IconUpload } from "@tabler/icons-react"
import { useRef, useState } from "react"
import type { Dataset } from "../../../api/types"
import { fromPicker, type Given } from "./files"
import { RateChoice } from "./RateChoice"

interface UploadDialogProps {
  readonly datasets: readonly Dataset[]
  readonly rate: string
  readonly onRate: (rate: string) => void
  readonly onGive: (files: Given[], datasetId: number | null) => void
  readonly onClose: () => void
}

export function UploadDialog({ datasets, rate, onRate, onGive, onClose }: UploadDialogProps) {
  const [dataset, setDataset] = useState<string | null>(datasets[0] ? String(datasets[0].id) : null)
  const give = (files: FileList | null) => {
    if (!files || files.length === 0) return
    onGive(fromPicker(files), dataset === null ? null : Number(dataset))
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Upload clips" size={480}>
      <div className="stack upload-dialog">
        <RateChoice rate={rate} onRate={onRate} />
        <p className="t2 s12">
          How many frames of each second people label and models see. Your file is kept as it is.
        </p>
        {datasets.length > 1 && (
          <Select
            label="Dataset"
            data={datasets.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={dataset}
            onChange={setDataset}
          />
        )}
        <Pickers onFiles={give} />
      </div>
    </Modal>
  )
}

function Pickers({ onFiles }: { onFiles: (files: FileList | null) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  return (
    <div className="drop">
      <div className="row">
        <button type="button" className="btn pri" data-autofocus onClick={() => files.current?.click()}>
          <IconUpload size={16} stroke={1.6} aria-hidden /> Choose files
        </button>
        <button type="button" className="btn" onClick={() => folder.current?.click()}>
          <IconFolder size={16} stroke={1.6} aria-hidden /> Choose a folder
        </button>
      </div>
      <span className="s12">Or drop files or folders anywhere on the page.</span>
      <input ref={files} type="file" multiple hidden accept="video/*,.mkv,.avi,.ts,.mts" aria-label="Files" onChange={(event) => onFiles(event.currentTarget.files)} />
      <input ref={folder} type="file" hidden aria-label="Folder" onChange={(event) => onFiles(event.currentTarget.files)} {...{ webkitdirectory: "" }} />
    </div>
  )
}
