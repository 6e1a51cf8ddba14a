/** A menu of what else can be done on a page, each with the key that does the same. */
import { IconDots } from "@tabler/icons-react"
import { Fragment } from "react"
import { groupName, keysOf } from "../../editor-core/keys/shortcuts"
import { said } from "../../editor-core/words"
import type { Offer } from "../finder/offers"
import { KeyHint } from "../parts"
import { useTaste } from "../preferences"
import { MenuButton } from "./MenuButton"
import type { MenuParts } from "./OpenMenu"

interface ActionsMenuProps {
  readonly label: string
  readonly className: string
  readonly offers: readonly Offer[]
}

/** The menu stays open, so that one can be chosen again and again. */
export function ActionsMenu({ label, className, offers }: ActionsMenuProps) {
  const groups = [...new Set(offers.map(({ group }) => group))]
  return (
    <MenuButton
      position="top"
      width={304}
      className={className}
      aria-label={label}
      title={label}
      data-keeps-focus
      items={(Menu) =>
        groups.map((group) => (
          <Fragment key={group}>
            <Menu.Label>{groupName(group)}</Menu.Label>
            {offers.filter((offer) => offer.group === group).map((offer) => (
              <ActionItem key={offer.id} offer={offer} Menu={Menu} />
            ))}
          </Fragment>
        ))
      }
    >
      <IconDots size={16} stroke={1.6} aria-hidden />
    </MenuButton>
  )
}

function ActionItem({ offer: { id, label, keys, enabled, run }, Menu }: { offer: Offer; Menu: MenuParts }) {
  const [key] = keysOf({ id, keys }, useTaste())
  return (
    <Menu.Item data-command={id} data-keeps-focus disabled={!enabled} closeMenuOnClick={false} onClick={run} rightSection={key && <KeyHint>{key}</KeyHint>}>
      {said(label)}
    </Menu.Item>
  )
}
