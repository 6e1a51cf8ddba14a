/** Files and folders that were dropped, with the folder each came from. Comes with every page: a drop cannot wait. */

export interface Given {
  readonly file: File
  readonly folder: string
  /** Lets the browser open the file again after a reload, where it can. */
  readonly handle: FileSystemFileHandle | null
}

interface WithHandle {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>
}

/** Everything in a drop, folders opened. Must be called while the drop event is handled. */
export async function fromDrop(transfer: DataTransfer): Promise<Given[]> {
  const files = [...transfer.items].filter(({ kind }) => kind === "file")
  const opened = files.map((item) => {
    const entry = item.webkitGetAsEntry()
    if (entry?.isDirectory) return inside(entry as FileSystemDirectoryEntry, "")
    return one(item.getAsFile(), (item as WithHandle).getAsFileSystemHandle?.() ?? Promise.resolve(null))
  })
  return (await Promise.all(opened)).flat()
}

async function one(file: File | null, handle: Promise<FileSystemHandle | null>): Promise<Given[]> {
  if (!file) return []
  const found = await handle.catch(() => null)
  return [{ file, folder: "", handle: found instanceof FileSystemFileHandle ? found : null }]
}

async function inside(directory: FileSystemDirectoryEntry, above: string): Promise<Given[]> {
  const folder = above ? `${above}/${directory.name}` : directory.name
  const found: Given[] = []
  for (const entry of await entriesOf(directory)) {
    if (entry.name.startsWith(".")) continue
    if (entry.isDirectory) found.push(...(await inside(entry as FileSystemDirectoryEntry, folder)))
    else found.push({ file: await fileOf(entry as FileSystemFileEntry), folder, handle: null })
  }
  return found
}

/** A reader gives a hundred entries at a time and an empty list at the end. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}
