/** What can be said of the labels of a class: its properties. */
import { IconPlus, IconTrash } from "@tabler/icons-react"
import type { Property } from "../../editor-core/types"

const KINDS: readonly { readonly kind: Property["kind"]; readonly name: string }[] = [
  { kind: "choice", name: "One of" },
  { kind: "choices", name: "Some of" },
  { kind: "number", name: "Number" },
  { kind: "text", name: "Text" },
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
      <legend>Properties</legend>
      {properties.map((property, at) => (
        <PropertyRow
          key={property.id}
          property={property}
          onProperty={(next) => onProperties(properties.with(at, next))}
          onRemove={() => onProperties(properties.toSpliced(at, 1))}
        />
      ))}
      <button type="button" className="btn" onClick={add}>
        <IconPlus size={14} stroke={1.6} aria-hidden /> Add property
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
        <input className="input grow" aria-label="Name of the property" placeholder="Name" value={name} onChange={(event) => onProperty({ ...property, name: event.target.value })} />
        <select className="input" aria-label={`Kind of ${name}`} value={kind} onChange={(event) => become(event.target.value as Property["kind"])}>
          {KINDS.map((one) => (
            <option key={one.kind} value={one.kind}>
              {one.name}
            </option>
          ))}
        </select>
        <button type="button" className="icb" aria-label={`Remove ${name || "the property"}`} onClick={onRemove}>
          <IconTrash size={14} stroke={1.6} aria-hidden />
        </button>
      </div>
      {choosing && (
        <input
          className="input"
          aria-label={`Options of ${name}`}
          placeholder="Options, separated by commas"
          defaultValue={options.join(", ")}
          onChange={(event) => onProperty({ ...property, options: optionsIn(event.target.value) })}
        />
      )}
      <div className="row">
        <Check label="Required" checked={property.required} onChecked={(required) => onProperty({ ...property, required })} />
        <Check label="May change from frame to frame" checked={property.per_frame} onChecked={(per_frame) => onProperty({ ...property, per_frame })} />
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
  return { id: crypto.randomUUID(), name: "", kind: "choice", options: [], required: false, per_frame: false }
}

function optionsIn(text: string): string[] {
  return [...new Set(text.split(",").map((option) => option.trim()))].filter((option) => option !== "")
}
