/** What surrounds every page: language, theme, queries, addresses. */
import { i18n } from "@lingui/core"
import { I18nProvider } from "@lingui/react"
import { MantineProvider } from "@mantine/core"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { client } from "./queryClient"
import { router } from "./router"
import { useLanguage } from "./ui/language"
import { later } from "./ui/later"
import { mantineTheme } from "./ui/theme"
import { useSurfaceTheme } from "./ui/useSurfaceTheme"

const Sender = later(async () => (await import("./pages/workspace/Sender")).Sender)

export function App() {
  const theme = useSurfaceTheme(router.history)
  const language = useLanguage()
  // All words are said anew in another language, those in attributes and on canvases too.
  return (
    <I18nProvider key={language} i18n={i18n}>
      <MantineProvider theme={mantineTheme()} forceColorScheme={theme} withGlobalClasses={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <Sender />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  )
}
