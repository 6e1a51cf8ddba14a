/** How labels are written into files: the format, and whether every shape becomes a box. */
import { t } from "@lingui/core/macro"
import { Checkbox, Select } from "@mantine/core"

export interface Written {
  readonly format: string
  readonly shapes: "drawn" | "boxes"
}

export const AS_DRAWN: Written = { format: "darwin", shapes: "drawn" }

/** The formats by their names. */
export function formats(): readonly { readonly value: string; readonly label: string }[] {
  return [
    { value: "darwin", label: t`Darwin JSON` },
    { value: "darwin-frames", label: t`Darwin JSON, every frame` },
    { value: "motion", label: t`Speed and turning of points, CSV` },
  ]
}

export function WrittenAs({ written, write }: { written: Written; write: (written: Written) => void }) {
  return (
    <>
      <Select
        w={208}
        aria-label={t`Format`}
        allowDeselect={false}
        data={[...formats()]}
        value={written.format}
        onChange={(format) => write({ ...written, format: format ?? AS_DRAWN.format })}
      />
      <Checkbox
        label={t`Shapes as boxes`}
        title={t`Polygons, ellipses, masks and turned boxes become the upright boxes around them`}
        checked={written.shapes === "boxes"}
        onChange={(event) => write({ ...written, shapes: event.currentTarget.checked ? "boxes" : "drawn" })}
      />
    </>
  )
}
