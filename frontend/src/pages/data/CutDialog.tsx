/** Cutting one clip into parts that are clips of their own. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { NumberInput, SegmentedControl, Textarea } from "@mantine/core"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { get, post } from "../../api/client"
import type { components } from "../../api/schema"
import type { Item } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { say } from "../../ui/toasts"
import { count } from "../../ui/words"
import { shotsQuery } from "../workspace/useShots"
import { cutAsk, type Cutting } from "./cutting"

type Cut = components["schemas"]["Cut"]

interface CutDialogProps {
  readonly projectId: number
  readonly itemId: number
  readonly onClose: () => void
}

export function CutDialog({ projectId, itemId, onClose }: CutDialogProps) {
  const path = `/projects/${projectId}/items/${itemId}`
  const item = useQuery({ queryKey: ["project", projectId, "items", "one", itemId], queryFn: () => get<Item>(path) }).data
  const shots = useQuery(shotsQuery(projectId, itemId)).data ?? null
  const [cutting, setCutting] = useState<Cutting>({ by: "length", seconds: 10, text: "" })
  const client = useQueryClient()
  const ask = item ? cutAsk(cutting, item) : null
  const act = useMutation({
    mutationFn: () => post<Cut>(`${path}/cut`, ask),
    onSuccess: async ({ items }) => {
      say(plural(items.length, { one: "# part will be prepared", other: "# parts will be prepared" }))
      onClose()
      await client.invalidateQueries({ queryKey: ["project", projectId] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    act.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t`Cut into parts`} size={440}>
      <form className="stack" onSubmit={submit}>
        <p className="t2">
          <Trans>Each part becomes a clip of the same recording. The whole clip stays.</Trans>
          {item?.frames ? <span className="num"> <Trans>It has {count(item.frames)} frames.</Trans></span> : null}
        </p>
        <Ways cutting={cutting} known={shots !== null} onCutting={setCutting} />
        <ProblemNote error={act.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={ask === null || act.isPending}>
            <Trans>Cut</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

interface WaysProps {
  readonly cutting: Cutting
  /** Whether the shots of the clip were found. */
  readonly known: boolean
  readonly onCutting: (cutting: Cutting) => void
}

function Ways({ cutting, known, onCutting }: WaysProps) {
  return (
    <>
      <SegmentedControl
        aria-label={t`How to cut`}
        data={[
          { value: "shots", label: t`By shots`, disabled: !known },
          { value: "length", label: t`By length` },
          { value: "ranges", label: t`By hand` },
        ]}
        value={cutting.by}
        onChange={(by) => onCutting({ ...cutting, by })}
      />
      {known ? null : <p className="t2"><Trans>To cut by shots, open the clip and find its shots first.</Trans></p>}
      {cutting.by === "shots" ? null : cutting.by === "length" ? (
        <NumberInput label={t`Seconds of each part`} min={0.04} step={1} value={cutting.seconds} onChange={(value) => onCutting({ ...cutting, seconds: Number(value) })} />
      ) : (
        <Textarea
          label={t`Frames of each part`}
          description={t`One part a line: its first frame, and the frame after its last.`}
          placeholder={"0 120\n300 450"}
          autosize
          minRows={3}
          value={cutting.text}
          onChange={(event) => onCutting({ ...cutting, text: event.currentTarget.value })}
        />
      )}
    </>
  )
}
