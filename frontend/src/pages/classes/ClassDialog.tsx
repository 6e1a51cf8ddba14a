/** A class: its name, kind, color and key, its joints, its properties. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { patch, post } from "../../api/client"
import { ApiProblem } from "../../api/problem"
import type { LabelClass } from "../../api/types"
import type { Property, Template } from "../../editor-core/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ClassSwatch } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { kinds } from "./kinds"
import { PropertiesEditor } from "./PropertiesEditor"
import { SkeletonEditor } from "./SkeletonEditor"
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
  const [values, setValues] = useState<Values>(() => one ?? newClass(classes))
  const set = (change: Partial<Values>) => setValues((before) => ({ ...before, ...change }))
  const path = `/projects/${projectId}/classes`
  const body = bodyOf(values, one !== undefined)
  const save = useSubmitting(() => (one ? patch(`${path}/${one.id}`, body) : post(path, body)), ["project", projectId])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: onClose })
  }
  const { name, kind, color, hotkey, properties, skeleton } = values
  const taken = new Map(classes.filter(({ id, archived }) => id !== one?.id && !archived).map((other) => [other.hotkey, other.name]))
  const problem = (field: string) => problemIn(save.error, field)
  return (
    <Modal opened onClose={onClose} title={one ? t`Edit ${one.name}` : t`Add class`} size={kind === "skeleton" ? 560 : 480}>
      <form className="stack" style={{ textAlign: "left" }} onSubmit={submit}>
        <TextInput label={t`Name`} required withAsterisk={false} data-autofocus value={name} error={problem("name")} onChange={(event) => set({ name: event.currentTarget.value })} />
        {!one && <KindChoice kind={kind} onKind={(next) => set({ kind: next })} />}
        <KeyChoice hotkey={hotkey} taken={taken} error={problem("hotkey")} onKey={(next) => set({ hotkey: next })} />
        <ColorChoice color={color} onColor={(slot) => set({ color: slot })} />
        {kind === "skeleton" && <SkeletonEditor template={skeleton ?? EMPTY} onTemplate={(next) => set({ skeleton: next })} error={problem("skeleton")} />}
        <PropertiesEditor properties={properties} onProperties={(next) => set({ properties: next })} error={problem("properties")} />
        <ProblemNote error={save.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={save.isPending || name.trim() === ""}>
            {one ? t`Save` : t`Add class`}
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

interface Values extends Pick<LabelClass, "name" | "kind" | "color" | "hotkey"> {
  readonly properties: readonly Property[]
  readonly skeleton: Template | null
}

const EMPTY: Template = { joints: [], edges: [] }

/** What is sent: a new class without a key says nothing of it, an old one says that it has none. */
function bodyOf({ name, kind, color, hotkey, properties, skeleton }: Values, isOld: boolean) {
  const joints = kind === "skeleton" ? { skeleton: skeleton ?? EMPTY } : {}
  const said = { name: name.trim(), color, properties, ...joints }
  if (isOld) return { ...said, hotkey }
  return { ...said, kind, ...(hotkey === null ? {} : { hotkey }) }
}

/** What the server said of a field or of anything in it. */
function problemIn(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const found = Object.entries(error.fields).find(([path]) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`))
  return found?.[1]
}

function newClass(classes: readonly LabelClass[]): Values {
  const live = classes.filter(({ archived }) => !archived)
  return {
    name: "",
    kind: "tag",
    color: firstFree(SLOTS, live.map(({ color }) => color)) ?? 1,
    hotkey: firstFree(DIGITS, live.map(({ hotkey }) => hotkey)),
    properties: [],
    skeleton: null,
  }
}

function ColorChoice({ color, onColor }: { color: number; onColor: (slot: number) => void }) {
  return (
    <fieldset className="colors">
      <legend><Trans>Color</Trans></legend>
      {SLOTS.map((slot) => (
        <label key={slot} className={slot === color ? "on" : ""}>
          <input type="radio" name="color" className="hidden-text" aria-label={t`Color ${slot}`} checked={slot === color} onChange={() => onColor(slot)} />
          <ClassSwatch slot={slot} large />
        </label>
      ))}
    </fieldset>
  )
}

function KindChoice({ kind, onKind }: { kind: LabelClass["kind"]; onKind: (kind: LabelClass["kind"]) => void }) {
  const choices = kinds()
  return (
    <Select
      label={t`Kind`}
      description={choices.find((one) => one.kind === kind)?.about}
      data={choices.map((one) => ({ value: one.kind, label: one.name }))}
      value={kind}
      onChange={(value) => onKind(choices.find((one) => one.kind === value)?.kind ?? "tag")}
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
      label={t`Key`}
      data={[{ value: "", label: t`None` }, ...choices]}
      value={hotkey === null ? "" : String(hotkey)}
      onChange={(value) => onKey(value ? Number(value) : null)}
      error={error}
    />
  )
}
