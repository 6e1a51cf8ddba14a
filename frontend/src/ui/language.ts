/** The language of the page: English is written in the code, others are loaded once they are asked for. */
import { i18n, type Messages } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { compileMessage } from "@lingui/message-utils/compileMessage"
import { useSyncExternalStore } from "react"
import { sayProblem } from "./toasts"

/** Every language by its tag, called as its speakers call it. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const
export type Language = keyof typeof LANGUAGES

const KEY = "cliploop.language"
const CATALOGUES: Readonly<Record<Exclude<Language, "en">, () => Promise<{ messages: Messages }>>> = {
  de: () => import("../locales/de.po"),
}

const compiled = new Map<string, ReturnType<typeof compileMessage>>()
i18n.setMessagesCompiler((message) => {
  const known = compiled.get(message) ?? compileMessage(message)
  compiled.set(message, known)
  return known
})

/** The language that a person chose, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const asked = [localStorage.getItem(KEY) ?? "", ...navigator.languages]
  return asked.map((tag) => tag.split("-")[0] ?? "").find(isLanguage) ?? "en"
}

/** Show everything in a language. Rejects where its words cannot be loaded. */
export async function speak(language: Language): Promise<void> {
  const { messages } = language === "en" ? { messages: {} } : await CATALOGUES[language]()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}

/** Keep the language that a person chose, and show everything in it. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language)
  speak(language).catch(() => sayProblem(new Error(t`This language could not be loaded. Check the connection and choose it again.`)))
}

/** The language of the page now. */
export function spoken(): string {
  return i18n.locale
}

/** The language of the page; the component renders again when it changes. */
export function useLanguage(): string {
  return useSyncExternalStore(
    (listener) => i18n.on("change", listener),
    spoken,
  )
}

/** Whether the page can be read in a language. */
export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag)
}
