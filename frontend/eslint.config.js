import js from "@eslint/js"
import hooks from "eslint-plugin-react-hooks"
import tseslint from "typescript-eslint"

const SIZES = {
  "max-lines": ["error", { max: 300 }],
  "max-lines-per-function": ["error", { max: 40, skipComments: true }],
}

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "vite.config.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { "react-hooks": hooks },
    rules: {
      ...SIZES,
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // The router throws its own redirect and notFound objects.
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "package", package: "@tanstack/router-core", name: "Redirect" }] }],
    },
  },
  {
    // Served as it is, to browsers alone.
    files: ["public/*.js"],
    languageOptions: { globals: { document: "readonly", localStorage: "readonly", location: "readonly", matchMedia: "readonly" } },
  },
  {
    files: ["src/**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["src/editor-core/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: "^(react|@mantine)|/(api|editor|pages|ui)/" }] }],
    },
  },
)
