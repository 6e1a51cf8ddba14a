/** Copying for people. */
import { t } from "@lingui/core/macro"

/** Put text where Ctrl+V finds it. Throws, in words for people, where the browser does not let pages do so: over plain http, or when told. */
export async function copyText(text: string): Promise<void> {
  const clipboard = (navigator as Partial<Navigator>).clipboard
  try {
    if (clipboard) {
      await clipboard.writeText(text)
      return
    }
  } catch {
    // It says below what to do.
  }
  throw new Error(t`The browser does not let pages copy here. Select the text and copy it.`)
}
