/** Where the words of the page are kept: one catalogue a language, in src/locales. */
import process from "node:process"
import { defineConfig } from "@lingui/cli"
import { formatter } from "@lingui/format-po"

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "de"],
  catalogs: [
    {
      // The check extracts beside the committed catalogues and compares.
      path: process.env.CLIPLOOP_CATALOGUES ?? "<rootDir>/src/locales/{locale}",
      include: ["<rootDir>/src"],
      exclude: ["**/*.test.*", "<rootDir>/src/api/schema.d.ts"],
    },
  ],
  format: formatter({ lineNumbers: false }),
})
