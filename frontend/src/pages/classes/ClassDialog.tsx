/** A class's name, kind, color and key. */
import { Modal, Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { patch, post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { LabelClass } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { ClassSwatch } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { DIGITS, firstFree, SLOTS } from "./slots"
import "./classes.css"

interface ClassDialogProps {
  readonly projectId: number
  readonly classes: readonly LabelClass[]
  /** Absent for a new class. */
  readonly one?: LabelClass
  readonly onClose: () => void
}

export function ClassDialog({ projectId, classes, one, onClose }: ClassDialogProps) {
  const [values, setValues] = useState(() => one ?? newClass(classes))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const path = `/projects/${projectId}/classes`
  const { name, kind, color, hotkey } = values
  const said = { name: name.trim(), color }
  // A new class without a key says nothing of it; an old one says that it has none.
  const body = one ? { ...said, hotkey } : { ...said, kind, ...(hotkey === null ? {} : { hotkey }) }
  const save = useSubmitting(() => (one ? patch(`${path}/${one.id}`, body) : post(path, body)), ["project", projectId])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: onClose })
  }
  const taken = new Map(classes.filter(({ id, archived }) => id !== one?.id && !archived).map((other) => [other.hotkey, other.name]))
  return (
    <Modal opened onClose={onClose} title={one ? `Edit ${one.name}` : "Add class"} size={440}>
      <form className="stack" style={{ textAlign: "left" }} onSubmit={submit}>
        <TextInput label="Name" required withAsterisk={false} data-autofocus value={name} error={fieldProblem(save.error, "name")} onChange={(event) => set({ name: event.currentTarget.value })} />
        {!one && <KindChoice kind={kind} onKind={(next) => set({ kind: next })} />}
        <KeyChoice hotkey={hotkey} taken={taken} error={fieldProblem(save.error, "hotkey")} onKey={(next) => set({ hotkey: next })} />
        <ColorChoice color={color} onColor={(slot) => set({ color: slot })} />
        <ProblemNote error={save.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={save.isPending || name.trim() === ""}>
            {one ? "Save" : "Add class"}
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

function newClass(classes: readonly LabelClass[]): Pick<LabelClass, "name" | "kind" | "color" | "hotkey"> {
  const live = classes.filter(({ archived }) => !archived)
  return {
    name: "",
    kind: "tag",
    color: firstFree(SLOTS, live.map(({ color }) => color)) ?? 1,
    hotkey: firstFree(DIGITS, live.map(({ hotkey }) => hotkey)),
  }
}

function ColorChoice({ color, onColor }: { color: number; onColor: (slot: number) => void }) {
  return (
    <fieldset className="colors">
      <legend>Color</legend>
      {SLOTS.map((slot) => (
        <label key={slot} className={slot === color ? "on" : ""}>
          <input type="radio" name="color" className="hidden-text" aria-label={`Color ${slot}`} checked={slot === color} onChange={() => onColor(slot)} />
          <ClassSwatch slot={slot} large />
        </label>
      ))}
    </fieldset>
  )
}

function KindChoice({ kind, onKind }: { kind: LabelClass["kind"]; onKind: (kind: LabelClass["kind"]) => void }) {
  return (
    <Select
      label="Kind"
      description={kind === "tag" ? "On whole clips or spans of frames." : "A box that moves through the clip."}
      data={[
        { value: "tag", label: "Tag" },
        { value: "box", label: "Box" },
      ]}
      value={kind}
      onChange={(value) => onKind(value === "box" ? "box" : "tag")}
    />
  )
}

interface KeyChoiceProps {
  readonly hotkey: number | null
  readonly taken: ReadonlyMap<number | null, string>
  readonly error: string | undefined
  readonly onKey: (hotkey: number | null) => void
}

function KeyChoice({ hotkey, taken, error, onKey }: KeyChoiceProps) {
  const choices = DIGITS.map((digit) => {
    const owner = taken.get(digit)
    return { value: String(digit), label: owner ? `${digit} (${owner})` : String(digit), disabled: owner !== undefined }
  })
  return (
    <Select
      label="Key"
      data={[{ value: "", label: "None" }, ...choices]}
      value={hotkey === null ? "" : String(hotkey)}
      onChange={(value) => onKey(value ? Number(value) : null)}
      error={error}
    />
  )
}
