/** What can be said of the labels of a class: its properties. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconPlus, IconTrash } from "@tabler/icons-react"
import { newId } from "../../editor-core/ids"
import type { Property } from "../../editor-core/types"

const KINDS: readonly { readonly kind: Property["kind"]; readonly name: MessageDescriptor }[] = [
  { kind: "choice", name: msg`One of` },
  { kind: "choices", name: msg`Some of` },
  { kind: "number", name: msg`Number` },
  { kind: "text", name: msg`Text` },
]

interface Props {
  readonly properties: readonly Property[]
  readonly onProperties: (properties: readonly Property[]) => void
  readonly error: string | undefined
}

export function PropertiesEditor({ properties, onProperties, error }: Props) {
  const add = () => onProperties([...properties, newProperty()])
  return (
    <fieldset className="properties">
      <legend><Trans>Properties</Trans></legend>
      {properties.map((property, at) => (
        <PropertyRow
          key={property.id}
          property={property}
          onProperty={(next) => onProperties(properties.with(at, next))}
          onRemove={() => onProperties(properties.toSpliced(at, 1))}
        />
      ))}
      <button type="button" className="btn" onClick={add}>
        <IconPlus size={14} stroke={1.6} aria-hidden /> <Trans>Add property</Trans>
      </button>
      {error !== undefined && <p className="problem" role="alert">{error}</p>}
    </fieldset>
  )
}

interface RowProps {
  readonly property: Property
  readonly onProperty: (property: Property) => void
  readonly onRemove: () => void
}

function PropertyRow({ property, onProperty, onRemove }: RowProps) {
  const { name, kind, options } = property
  const choosing = kind === "choice" || kind === "choices"
  const become = (next: Property["kind"]) =>
    onProperty({ ...property, kind: next, options: next === "choice" || next === "choices" ? options : [] })
  return (
    <div className="property">
      <div className="row">
        <input className="input grow" aria-label={t`Name of the property`} placeholder={t`Name`} value={name} onChange={(event) => onProperty({ ...property, name: event.target.value })} />
        <select className="input" aria-label={t`Kind of ${name}`} value={kind} onChange={(event) => become(event.target.value as Property["kind"])}>
          {KINDS.map((one) => (
            <option key={one.kind} value={one.kind}>
              {i18n._(one.name)}
            </option>
          ))}
        </select>
        <button type="button" className="icb" aria-label={name ? t`Remove ${name}` : t`Remove the property`} onClick={onRemove}>
          <IconTrash size={14} stroke={1.6} aria-hidden />
        </button>
      </div>
      {choosing && (
        <input
          className="input"
          aria-label={t`Options of ${name}`}
          placeholder={t`Options, separated by commas`}
          defaultValue={options.join(", ")}
          onChange={(event) => onProperty({ ...property, options: optionsIn(event.target.value) })}
        />
      )}
      <div className="row">
        <Check label={t`Required`} checked={property.required} onChecked={(required) => onProperty({ ...property, required })} />
        <Check label={t`May change from frame to frame`} checked={property.per_frame} onChecked={(per_frame) => onProperty({ ...property, per_frame })} />
      </div>
    </div>
  )
}

function Check({ label, checked, onChecked }: { label: string; checked: boolean; onChecked: (checked: boolean) => void }) {
  return (
    <label className="row">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.target.checked)} /> {label}
    </label>
  )
}

function newProperty(): Property {
  return { id: newId(), name: "", kind: "choice", options: [], required: false, per_frame: false }
}

function optionsIn(text: string): string[] {
  return [...new Set(text.split(",").map((option) => option.trim()))].filter((option) => option !== "")
}
