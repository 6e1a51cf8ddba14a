/** Choosing files, or a folder, of this computer. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconFolder, IconUpload } from "@tabler/icons-react"
import { useRef } from "react"
import type { Given } from "./files"
import { fromPicker } from "./picked"

export function Pickers({ onFiles }: { onFiles: (files: Given[]) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const give = (list: FileList | null) => {
    if (list && list.length > 0) onFiles(fromPicker(list))
  }
  return (
    <div className="drop">
      <div className="row">
        <button type="button" className="btn pri" data-autofocus onClick={() => files.current?.click()}>
          <IconUpload size={16} stroke={1.6} aria-hidden /> <Trans>Choose files</Trans>
        </button>
        <button type="button" className="btn" onClick={() => folder.current?.click()}>
          <IconFolder size={16} stroke={1.6} aria-hidden /> <Trans>Choose a folder</Trans>
        </button>
      </div>
      <span className="s12"><Trans>Or drop files or folders anywhere on the page.</Trans></span>
      <input ref={files} type="file" multiple hidden accept="video/*,image/*,.mkv,.avi,.ts,.mts,.zip" aria-label={t`Files`} onChange={(event) => give(event.currentTarget.files)} />
      <input ref={folder} type="file" hidden aria-label={t`Folder`} onChange={(event) => give(event.currentTarget.files)} {...{ webkitdirectory: "" }} />
    </div>
  )
}
