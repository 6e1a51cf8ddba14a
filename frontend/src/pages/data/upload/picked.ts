/** Files that were picked in a dialog, or that the browser may open again. */
import type { Given } from "./files"

/** What was picked with a file field; a picked folder tells each file's path. */
export function fromPicker(files: FileList): Given[] {
  return [...files]
    .filter(({ name }) => !name.startsWith("."))
    .map((file) => ({ file, folder: file.webkitRelativePath.split("/").slice(0, -1).join("/"), handle: null }))
}

interface Permitted {
  queryPermission?: (what: { mode: "read" }) => Promise<PermissionState>
}

/** The file behind a handle, where the browser may still open it. */
export async function opened(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    const permission = await (handle as Permitted).queryPermission?.({ mode: "read" })
    return permission === "granted" ? await handle.getFile() : null
  } catch {
    return null
  }
}
