/** Naming the recording that clips were cut from. */
import { Modal, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { DialogButtons } from "../../ui/ConfirmDialog"

export function SourceDialog({ onSource, onClose }: { onSource: (source: string) => void; onClose: () => void }) {
  const [source, setSource] = useState("")
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSource(source.trim())
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Source recording" size={440}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label="Recording"
          description="Clips of one recording stay together when training and testing are split."
          required
          withAsterisk={false}
          data-autofocus
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={source.trim() === ""}>
            Set recording
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}
