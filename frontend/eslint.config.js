import js from "@eslint/js"
import lingui from "eslint-plugin-lingui"
import hooks from "eslint-plugin-react-hooks"
import tseslint from "typescript-eslint"

const SIZES = {
  "max-lines": ["error", { max: 300 }],
  "max-lines-per-function": ["error", { max: 40, skipComments: true }],
}

/** What is not said to people: names of things in code, and what is made of signs alone. */
const UNSAID = {
  // One word without a capital is a name in code; people are shown sentences and titles.
  ignore: [
    "^[^A-Z\\s]+$",
    "^[a-z]+[A-Z]\\w*$",
    "^[A-Z]\\w*[A-Z]\\w*$",
    "^[A-Z]$",
    "^(Dead|Unreachable|English|Deutsch|%2C)$",
    "^X-\\w+$",
    "^(Space|Enter|Escape|Esc|Tab|Home|End|PgUp|PgDn|Delete|Backspace|Shift|Control|Alt|Meta)$",
    "^(Ctrl|Shift)\\+",
    "T12:00:00",
    "^Cliploop$",
    // Frames by number are the same in every language.
    "^[f,\\s→–·+−/]*$",
    // Drawings, colors, sizes, fonts and selectors.
    "^[MLHVAZahvl0-9\\s.,-]+$",
    "^(rgb|rgba|clamp|scaleX)\\(",
    "^\\d00 \\d+px",
    "^([.#]|input:)",
  ],
  ignoreNames: [
    { regex: { pattern: "^(className|classNames|style|d|transform|viewBox|points|gridTemplateColumns|queryKey|key|keys|group|cursor|font|background|border)$" } },
    { regex: { pattern: "^(LANGUAGES|[A-Z_]*(KEY|KEYS|URL|TYPES|COLORS|TONES))$" } },
  ],
  ignoreFunctions: ["Error", "RangeError", "lazyRouteComponent", "*.querySelector", "*.querySelectorAll", "*.closest", "*.matches", "*.includes", "*.startsWith", "*.endsWith", "*.get", "*.set", "*.has", "*.addEventListener", "*.removeEventListener", "matchMedia", "*.matchMedia", "*.getContext", "*.setRequestHeader", "*.getHeader"],
  useTsTypes: true,
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
    // Words are marked, so that they can be said in other languages.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/**/testing.ts", "src/**/testServer.ts"],
    plugins: { lingui },
    rules: {
      "lingui/no-unlocalized-strings": ["error", UNSAID],
      "lingui/t-call-in-function": "error",
      "lingui/no-trans-inside-trans": "error",
      "lingui/no-single-variables-to-translate": "error",
    },
  },
  {
    // Joints and classes that are proposed belong to the project, as if somebody had typed them.
    files: ["src/pages/classes/templates.ts"],
    rules: { "lingui/no-unlocalized-strings": "off" },
  },
  {
    files: ["src/**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    ignores: ["src/**/*.test.ts"],
    rules: {
      "no-restricted-properties": ["error", { object: "crypto", property: "randomUUID", message: "It is missing over plain http: use newId." }],
    },
  },
  {
    files: ["src/editor-core/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: "^(react|@mantine)|/(api|editor|pages|ui)/" }] }],
    },
  },
)
