/** A skeleton's template: joints on a small canvas, and which of them are joined. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconTrash } from "@tabler/icons-react"
import { type PointerEvent, useRef, useState } from "react"
import type { Template } from "../../editor-core/types"
import { TEMPLATES } from "./templates"

interface Props {
  readonly template: Template
  readonly onTemplate: (template: Template) => void
  readonly error: string | undefined
}

export function SkeletonEditor({ template, onTemplate, error }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <fieldset className="bones">
      <legend><Trans>Joints</Trans></legend>
      <div className="row">
        {TEMPLATES.map((one) => (
          <button key={one.name.id} type="button" className="btn" onClick={() => onTemplate(one.template)}>
            {i18n._(one.name)}
          </button>
        ))}
      </div>
      <p className="t3"><Trans>Click to add a joint, drag to move one. Choose one, then press another to join or part them.</Trans></p>
      <Canvas template={template} onTemplate={onTemplate} chosen={chosen} onChosen={setChosen} />
      <JointList template={template} onTemplate={onTemplate} chosen={chosen} onChosen={setChosen} />
      {error !== undefined && <p className="problem" role="alert">{error}</p>}
    </fieldset>
  )
}

interface PartProps extends Pick<Props, "template" | "onTemplate"> {
  readonly chosen: string | null
  readonly onChosen: (name: string | null) => void
}

function Canvas({ template, onTemplate, chosen, onChosen }: PartProps) {
  const held = useRef<{ name: string; moved: boolean } | null>(null)
  const press = (event: PointerEvent<SVGSVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const name = event.target instanceof Element ? event.target.getAttribute("data-joint") : null
    if (name !== null) held.current = { name, moved: false }
    else {
      const added = freeName(template)
      onTemplate({ ...template, joints: [...template.joints, { name: added, ...placeOf(event) }] })
      onChosen(added)
    }
  }
  const drag = (event: PointerEvent<SVGSVGElement>) => {
    if (!held.current) return
    held.current.moved = true
    onTemplate(placed(template, held.current.name, placeOf(event)))
  }
  const release = () => {
    const now = held.current
    held.current = null
    if (!now || now.moved) return
    if (chosen !== null && chosen !== now.name) onTemplate(joined(template, chosen, now.name))
    onChosen(chosen === now.name ? null : now.name)
  }
  const at = new Map(template.joints.map((joint) => [joint.name, joint]))
  return (
    <svg className="bones-canvas" viewBox="-0.05 -0.05 1.1 1.1" role="img" aria-label={t`Where the joints lie`} onPointerDown={press} onPointerMove={drag} onPointerUp={release}>
      {template.edges.map(([from, to]) => (
        <line key={`${from} ${to}`} x1={at.get(from)?.x} y1={at.get(from)?.y} x2={at.get(to)?.x} y2={at.get(to)?.y} />
      ))}
      {template.joints.map(({ name, x, y }) => (
        <circle key={name} data-joint={name} className={name === chosen ? "on" : ""} cx={x} cy={y} r={0.022}>
          <title>{name}</title>
        </circle>
      ))}
    </svg>
  )
}

function JointList({ template, onTemplate, chosen, onChosen }: PartProps) {
  return (
    <ul className="bones-list">
      {template.joints.map(({ name, x, y }, at) => (
        // By place: a name that is typed over must not lose the focus.
        <li key={at} className={name === chosen ? "on" : ""}>
          <input className="input" aria-label={t`Name of joint ${at + 1}`} value={name} onFocus={() => onChosen(name)} onChange={(event) => {
            onTemplate(renamed(template, at, event.target.value))
            onChosen(event.target.value)
          }} />
          <Share label={t`x of ${name}`} value={x} onValue={(value) => onTemplate(placed(template, name, { x: value, y }))} />
          <Share label={t`y of ${name}`} value={y} onValue={(value) => onTemplate(placed(template, name, { x, y: value }))} />
          <select className="input" aria-label={t`Join ${name} with`} value="" onChange={(event) => onTemplate(joined(template, name, event.target.value))}>
            <option value=""><Trans>Join with</Trans></option>
            {template.joints.map((other) => other.name !== name && (
              <option key={other.name} value={other.name}>
                {hasEdge(template, name, other.name) ? `✓ ${other.name}` : other.name}
              </option>
            ))}
          </select>
          <button type="button" className="icb" aria-label={t`Remove ${name}`} onClick={() => onTemplate(without(template, name))}>
            <IconTrash size={14} stroke={1.6} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Share({ label, value, onValue }: { label: string; value: number; onValue: (value: number) => void }) {
  return (
    <input
      className="input num"
      type="number"
      aria-label={label}
      min={0}
      max={1}
      step={0.01}
      value={value}
      onChange={(event) => onValue(Math.min(Math.max(event.target.valueAsNumber || 0, 0), 1))}
    />
  )
}

function placeOf(event: PointerEvent<SVGSVGElement>): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect()
  const share = (value: number) => Number(Math.min(Math.max(value * 1.1 - 0.05, 0), 1).toFixed(3))
  return { x: share((event.clientX - box.left) / box.width), y: share((event.clientY - box.top) / box.height) }
}

function placed(template: Template, name: string, place: { x: number; y: number }): Template {
  return { ...template, joints: template.joints.map((joint) => (joint.name === name ? { name, ...place } : joint)) }
}

function renamed({ joints, edges }: Template, at: number, name: string): Template {
  const before = joints[at]?.name
  const end = (one: string) => (one === before ? name : one)
  return {
    joints: joints.map((joint, index) => (index === at ? { ...joint, name } : joint)),
    edges: edges.map(([from, to]) => [end(from), end(to)]),
  }
}

function without({ joints, edges }: Template, name: string): Template {
  return { joints: joints.filter((joint) => joint.name !== name), edges: edges.filter((edge) => !edge.includes(name)) }
}

function hasEdge({ edges }: Template, one: string, other: string): boolean {
  return edges.some((edge) => edge.includes(one) && edge.includes(other))
}

/** The template with two joints joined, or parted where they were. */
function joined(template: Template, one: string, other: string): Template {
  if (other === "" || one === other) return template
  const rest = template.edges.filter((edge) => !(edge.includes(one) && edge.includes(other)))
  return { ...template, edges: rest.length < template.edges.length ? rest : [...rest, [one, other]] }
}

function freeName({ joints }: Template): string {
  let number = joints.length + 1
  while (joints.some(({ name }) => name === `joint ${number}`)) number += 1
  return t`joint ${number}`
}
