/** The language of every page, kept with the account and in this browser. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { chooseLanguage, type Language, LANGUAGES, useLanguage } from "../../ui/language"
import { prefer } from "../../ui/preferences"
import { sayProblem } from "../../ui/toasts"

export function LanguageChoice() {
  const language = useLanguage()
  const choose = (next: Language) => {
    chooseLanguage(next)
    void prefer({ language: next }).catch(sayProblem)
  }
  return (
    <section className="card row" style={{ padding: 16 }}>
      <h2 className="grow">
        <Trans>Language</Trans>
      </h2>
      <span className="seg" role="group" aria-label={t`Language`}>
        {(Object.keys(LANGUAGES) as Language[]).map((one) => (
          <button key={one} type="button" lang={one} className={language === one ? "on" : ""} aria-pressed={language === one} onClick={() => choose(one)}>
            {LANGUAGES[one]}
          </button>
        ))}
      </span>
    </section>
  )
}
