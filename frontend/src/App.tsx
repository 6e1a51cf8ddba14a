/** What surrounds every page: theme, queries, addresses. */
import { MantineProvider } from "@mantine/core"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { client } from "./queryClient"
import { router } from "./router"
import { mantineTheme } from "./ui/theme"
import { useSurfaceTheme } from "./ui/useSurfaceTheme"

export function App() {
  const theme = useSurfaceTheme(router.history)
  return (
    <MantineProvider theme={mantineTheme} forceColorScheme={theme} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
