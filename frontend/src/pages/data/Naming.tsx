/** The folder and the recording of the chosen clips, each asked for in a dialog. */
import { Modal, TextInput } from "@mantine/core"
import { IconFolder, IconVideo } from "@tabler/icons-react"
import { type SubmitEvent, useState } from "react"
import { DialogButtons } from "../../ui/ConfirmDialog"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const
const LONGEST = 255

interface Asking {
  readonly title: string
  readonly label: string
  readonly about: string
  readonly verb: string
  /** Nothing may be meant too. */
  readonly empty: boolean
}

const FOLDER: Asking = {
  title: "Put in a folder",
  label: "Folder",
  about: "A slash makes a folder within a folder. Leave it empty to take clips out of theirs.",
  verb: "Put in folder",
  empty: true,
}
const SOURCE: Asking = {
  title: "Source recording",
  label: "Recording",
  about: "Clips of one recording stay together when training and testing are split.",
  verb: "Set recording",
  empty: false,
}

interface NamingProps {
  readonly onFolder: (folder: string) => void
  readonly onSource: (source: string) => void
}

export function Naming({ onFolder, onSource }: NamingProps) {
  const [asking, setAsking] = useState<Asking | null>(null)
  return (
    <>
      <button type="button" aria-label="Folder" title="Folder" onClick={() => setAsking(FOLDER)}>
        <IconFolder {...ICON} />
        <span className="word">Folder</span>
      </button>
      <button type="button" aria-label="Recording" title="Recording" onClick={() => setAsking(SOURCE)}>
        <IconVideo {...ICON} />
        <span className="word">Recording</span>
      </button>
      {asking && <NameDialog asking={asking} onName={asking === FOLDER ? onFolder : onSource} onClose={() => setAsking(null)} />}
    </>
  )
}

interface NameDialogProps {
  readonly asking: Asking
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

function NameDialog({ asking: { title, label, about, verb, empty }, onName, onClose }: NameDialogProps) {
  const [name, setName] = useState("")
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onName(name.trim())
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={title} size={440}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={label}
          description={about}
          maxLength={LONGEST}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={!empty && name.trim() === ""}>
            {verb}
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}
