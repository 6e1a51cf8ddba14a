/** Whoever signs in reads in the language of their account, on any computer. */
import { useEffect } from "react"
import { chooseLanguage, isLanguage, spoken } from "./language"
import { usePreferences } from "./preferences"

export function useOwnLanguage(): void {
  const { language } = usePreferences()
  useEffect(() => {
    if (language && isLanguage(language) && language !== spoken()) chooseLanguage(language)
  }, [language])
}
