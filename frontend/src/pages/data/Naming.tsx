/** The folder and the recording of the chosen clips, each asked for in a dialog. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { TextInput } from "@mantine/core"
import { IconFolder, IconVideo } from "@tabler/icons-react"
import { type SubmitEvent, useState } from "react"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const
const LONGEST = 255

interface Asking {
  readonly title: MessageDescriptor
  readonly label: MessageDescriptor
  readonly about: MessageDescriptor
  readonly verb: MessageDescriptor
  /** Nothing may be meant too. */
  readonly empty: boolean
}

const FOLDER: Asking = {
  title: msg`Put in a folder`,
  label: msg`Folder`,
  about: msg`A slash makes a folder within a folder. Leave it empty to take clips out of theirs.`,
  verb: msg`Put in folder`,
  empty: true,
}
const SOURCE: Asking = {
  title: msg`Source recording`,
  label: msg`Recording`,
  about: msg`Clips of one recording stay together when training and testing are split.`,
  verb: msg`Set recording`,
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
      <button type="button" aria-label={t`Folder`} title={t`Folder`} onClick={() => setAsking(FOLDER)}>
        <IconFolder {...ICON} />
        <span className="word"><Trans>Folder</Trans></span>
      </button>
      <button type="button" aria-label={t`Recording`} title={t`Recording`} onClick={() => setAsking(SOURCE)}>
        <IconVideo {...ICON} />
        <span className="word"><Trans>Recording</Trans></span>
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
    <Modal opened onClose={onClose} title={i18n._(title)} size={440}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={i18n._(label)}
          description={i18n._(about)}
          maxLength={LONGEST}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={!empty && name.trim() === ""}>
            {i18n._(verb)}
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}
