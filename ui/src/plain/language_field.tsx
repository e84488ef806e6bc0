// Which language this entry speaks.
import { useId } from 'react'
import { chooseLanguage, currentLanguage, languageNames, languages, useWords } from '@/i18n'

export function LanguageField() {
  const t = useWords('session')
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('language')}</label>
      <select
        id={id}
        value={currentLanguage()}
        onChange={(event) => {
          const chosen = languages.find((language) => language === event.currentTarget.value)
          if (chosen) void chooseLanguage(chosen)
        }}
      >
        {languages.map((language) => (
          <option key={language} value={language}>
            {languageNames[language]}
          </option>
        ))}
      </select>
    </div>
  )
}
