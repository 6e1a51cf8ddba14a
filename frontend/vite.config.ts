/** How the page is built: into the platform, which serves it at the root. */
import react from "@vitejs/plugin-react"
import { defineConfig } from "vitest/config"

const SERVER = process.env.CLIPLOOP_URL ?? "http://127.0.0.1:8000"
// The server trusts its own origin only.
const proxied = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } }

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../platform/cliploop/static/app",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // The policy of the page forbids data: in scripts and styles are better cached as files.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": proxied, "/media": proxied } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
})
