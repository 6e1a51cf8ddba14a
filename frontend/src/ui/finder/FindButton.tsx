/** The visible way to the palette, with its key. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconSearch } from "@tabler/icons-react"
import { keysOf } from "../../editor-core/keys/shortcuts"
import { EVERYWHERE } from "../../editor-core/keys/everywhere"
import { useTaste } from "../preferences"
import { open } from "./offers"

export function FindButton() {
  const taste = useTaste()
  const [key] = keysOf(EVERYWHERE[0], taste)
  // Where there is room the key is a part of what it says, and so of its name.
  const name = [t`Find anything`, key].filter(Boolean).join(" ")
  return (
    <button type="button" className="find-button" aria-label={name} title={t`Find an action, page, clip or class`} onClick={() => open("palette")}>
      <IconSearch size={16} stroke={1.6} className="i" aria-hidden />
      <span className="grow"><Trans>Find anything</Trans></span>{" "}
      {key && <kbd>{key}</kbd>}
    </button>
  )
}
