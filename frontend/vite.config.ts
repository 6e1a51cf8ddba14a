/** How the page is built: into the platform, which serves it at the root. */
import { transformAsync } from "@babel/core"
import { lingui } from "@lingui/vite-plugin"
import react from "@vitejs/plugin-react"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

const SERVER = process.env.CLIPLOOP_URL ?? "http://127.0.0.1:8000"
// The server trusts its own origin only.
const proxied = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } }

/** Turns what is marked as words into messages. English stays in the code, so that nobody waits for a catalogue of it. */
const words: Plugin = {
  name: "words",
  enforce: "pre",
  transform: {
    filter: { id: /\/src\/.*\.tsx?$/, code: /@lingui\/(core|react)\/macro/ },
    async handler(code, id) {
      const done = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: id.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
        plugins: [["@lingui/babel-plugin-lingui-macro", { stripMessageField: false }]],
      })
      return done?.code ? { code: done.code, map: done.map ?? null } : null
    },
  },
}

export default defineConfig({
  plugins: [words, lingui({ failOnCompileError: true }), react()],
  build: {
    outDir: "../platform/cliploop/static/app",
    emptyOutDir: true,
    manifest: true,
    // What the page is made of, and by which right; the server sends it like any other file.
    license: { fileName: "licenses.txt" },
    target: "es2023",
    // The policy of the page forbids data: in scripts and styles are better cached as files.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": proxied, "/media": proxied } },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/locales/speakEnglish.ts"],
    // That a machine is busy says nothing about a rule.
    testTimeout: 60_000,
  },
})
