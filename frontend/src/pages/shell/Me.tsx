/** The person: their page, their theme, the way out. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconLogout, IconMoon, IconSun, IconUser } from "@tabler/icons-react"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { remove } from "../../api/client"
import { sessionQuery } from "../../api/queries"
import { MenuButton } from "../../ui/opening/MenuButton"
import { Avatar } from "../../ui/parts"
import { chooseTheme, useTheme } from "../../ui/theme"
import { sayProblem } from "../../ui/toasts"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export function Me() {
  const user = useQuery(sessionQuery).data?.user
  const navigate = useNavigate()
  const signOut = useSignOut()
  if (!user) return null
  return (
    <div className="row">
      <MenuButton
        position="top-start"
        width={184}
        className="me"
        title={t`Your menu`}
        items={(Menu) => (
          <>
            <Menu.Item leftSection={<IconUser {...ICON} />} onClick={() => void navigate({ to: "/me" })}>
              <Trans>Your account</Trans>
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout {...ICON} />} onClick={signOut}>
              <Trans>Sign out</Trans>
            </Menu.Item>
          </>
        )}
      >
        <Avatar person={user} />
        <span className="cut">{user.name}</span>
      </MenuButton>
      <ThemeSwitch />
    </div>
  )
}

export function ThemeSwitch() {
  const theme = useTheme("pages")
  const other = theme === "dark" ? "light" : "dark"
  return (
    <button
      type="button"
      className="icb sm"
      aria-label={t`Switch to ${other}`}
      title={t`Switch to ${other}`}
      onClick={() => chooseTheme("pages", other)}
    >
      {theme === "dark" ? <IconSun {...ICON} size={14} /> : <IconMoon {...ICON} size={14} />}
    </button>
  )
}

function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return () => {
    remove("/session")
      .then(async () => {
        client.clear()
        await navigate({ to: "/login" })
      })
      .catch(sayProblem)
  }
}
