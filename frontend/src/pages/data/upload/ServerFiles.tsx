/** Files that lie on the server: looked at, chosen, and made clips of where they are. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, Select } from "@mantine/core"
import { IconFolder } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { SkeletonRows } from "../../../ui/parts"
import { ProblemNote } from "../../../ui/Problem"
import { say } from "../../../ui/toasts"
import { bytes } from "../../../ui/words"
import { belowQuery, type Chosen, filesQuery, hasPictures, register, type Order, type Root, type ServerFile } from "./sources"

interface ServerFilesProps {
  readonly projectId: number
  readonly roots: readonly Root[]
  readonly how: Pick<Order, "dataset" | "rate" | "asFrames">
  readonly onDone: () => void
}

export function ServerFiles({ projectId, roots, how, onDone }: ServerFilesProps) {
  const [root, setRoot] = useState(roots[0]?.id ?? "")
  const [prefix, setPrefix] = useState("")
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const open = (next: string) => {
    setPrefix(next)
    setChosen(new Set())
  }
  const choose = (path: string) => setChosen((before) => new Set(before.has(path) ? [...before].filter((one) => one !== path) : [...before, path]))
  return (
    <>
      {roots.length > 1 && (
        <Select
          label={t`Folder of the server`}
          data={roots.map(({ id, label }) => ({ value: id, label }))}
          value={root}
          allowDeselect={false}
          onChange={(value) => {
            setRoot(value ?? root)
            open("")
          }}
        />
      )}
      <Crumbs label={roots.find(({ id }) => id === root)?.label ?? root} prefix={prefix} onOpen={open} />
      <Listing projectId={projectId} root={root} prefix={prefix} chosen={chosen} onOpen={open} onChoose={choose} />
      <Registering projectId={projectId} order={{ ...how, root }} prefix={prefix} paths={[...chosen]} onDone={onDone} />
    </>
  )
}

function Crumbs({ label, prefix, onOpen }: { label: string; prefix: string; onOpen: (prefix: string) => void }) {
  const parts = prefix === "" ? [] : prefix.split("/")
  return (
    <nav className="row crumbs" aria-label={t`Folder`}>
      {[label, ...parts].map((part, index) => (
        <button key={index} type="button" className="link" aria-current={index === parts.length ? "location" : undefined} onClick={() => onOpen(parts.slice(0, index).join("/"))}>
          {part}
        </button>
      ))}
    </nav>
  )
}

interface ListingProps {
  readonly projectId: number
  readonly root: string
  readonly prefix: string
  readonly chosen: ReadonlySet<string>
  readonly onOpen: (prefix: string) => void
  readonly onChoose: (path: string) => void
}

function Listing({ projectId, root, prefix, chosen, onOpen, onChoose }: ListingProps) {
  const files = useQuery(filesQuery(projectId, root, prefix))
  if (files.isPending) return <SkeletonRows />
  if (files.isError) return <ProblemNote error={files.error} />
  const { results, next } = files.data
  return (
    <ul className="server-files">
      {results.length === 0 && <li className="t2"><Trans>There are no videos here.</Trans></li>}
      {results.map((file) => (
        <li key={file.path}>{file.kind === "folder" ? <FolderRow file={file} onOpen={onOpen} /> : <FileRow file={file} chosen={chosen.has(file.path)} onChoose={onChoose} />}</li>
      ))}
      {next !== null && <li className="t2 s12"><Trans>Only the first {results.length} are shown. All of them can be taken at once.</Trans></li>}
    </ul>
  )
}

function FolderRow({ file: { name, path }, onOpen }: { file: ServerFile; onOpen: (prefix: string) => void }) {
  return (
    <button type="button" className="link row" onClick={() => onOpen(path)}>
      <IconFolder size={16} stroke={1.6} aria-hidden /> {name}
    </button>
  )
}

function FileRow({ file: { name, path, size_bytes }, chosen, onChoose }: { file: ServerFile; chosen: boolean; onChoose: (path: string) => void }) {
  return (
    <div className="row">
      <Checkbox label={name} checked={chosen} onChange={() => onChoose(path)} />
      <span className="grow" />
      <span className="t3 num s12">{bytes(size_bytes)}</span>
    </div>
  )
}

interface RegisteringProps {
  readonly projectId: number
  readonly order: Omit<Order, "chosen">
  readonly prefix: string
  /** Without any all below the folder are meant. */
  readonly paths: readonly string[]
  readonly onDone: () => void
}

function Registering({ projectId, order, prefix, paths, onDone }: RegisteringProps) {
  const client = useQueryClient()
  const all = paths.length === 0
  const files = useQuery(filesQuery(projectId, order.root, prefix))
  const below = useQuery({ ...belowQuery(projectId, order.root, prefix), enabled: all })
  const taking = useMutation({
    mutationFn: (chosen: Chosen) => register(projectId, { ...order, chosen }),
    onSuccess: async (made) => {
      say(made > 0 ? plural(made, { one: "# clip will be prepared where the files lie", other: "# clips will be prepared where the files lie" }) : t`These files are clips already`)
      onDone()
      await client.invalidateQueries({ queryKey: ["project", projectId] })
    },
  })
  const number = all ? below.data?.files : paths.length
  const size = all ? below.data?.size_bytes : undefined
  return (
    <>
      <p className="s12 t2"><Trans>Nothing is copied: the files stay where they are and are read there. Choose some, or take all below this folder.</Trans></p>
      <ProblemNote error={taking.error ?? below.error} />
      {all && !order.asFrames && hasPictures(files.data?.results ?? []) && (
        <button type="button" className="btn" disabled={taking.isPending} onClick={() => taking.mutate({ pictures: prefix })}>
          <Trans>Register the pictures here as one clip</Trans>
        </button>
      )}
      <button type="button" className="btn pri num" disabled={!number || taking.isPending} onClick={() => taking.mutate(all ? { prefix } : { paths })}>
        {number === undefined ? t`Register` : plural(number, { one: "Register # video", other: "Register # videos" })}
        {size === undefined ? "" : ` (${bytes(size)})`}
      </button>
    </>
  )
}
