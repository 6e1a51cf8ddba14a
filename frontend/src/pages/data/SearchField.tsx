/** Finding clips by words; asks once the typing rests. */
import { t } from "@lingui/core/macro"
import { IconSearch } from "@tabler/icons-react"
import { type RefObject, useEffect, useState } from "react"
import { KeyHint } from "../../ui/parts"

const REST_MS = 250

interface SearchFieldProps {
  readonly field: RefObject<HTMLInputElement | null>
  readonly q: string
  readonly onQ: (q: string) => void
}

export function SearchField({ field, q, onQ }: SearchFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  useEffect(() => {
    if (typed === null) return undefined
    const timer = setTimeout(() => {
      onQ(typed.trim())
      setTyped(null)
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [typed, onQ])
  return (
    <label className="field search">
      <IconSearch size={16} stroke={1.6} className="i" aria-hidden />
      <input
        ref={field}
        type="search"
        data-command="search"
        aria-label={t`Search names, folders, recordings, tags`}
        placeholder={t`Search names, folders, tags`}
        value={typed ?? q}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur()
        }}
      />
      <KeyHint>/</KeyHint>
    </label>
  )
}
