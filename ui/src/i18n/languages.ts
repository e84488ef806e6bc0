// The three languages, which one to begin with, and where the choice is kept.
export const languages = ['en', 'fr', 'es'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name: whoever looks for theirs must be able to read it. */
export const languageNames: Record<Language, string> = { en: 'English', fr: 'Français', es: 'Español' }

const STORE = 'amends.language'

export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text)
}

/** The language that was chosen in this browser, if any. */
export function chosenLanguage(): Language | undefined {
  const stored = localStorage.getItem(STORE)
  return isLanguage(stored) ? stored : undefined
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(STORE, language)
}

/** The best of our languages for a list such as navigator.languages. */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    if (isLanguage(base)) return base
  }
  return 'en'
}

/** The reader's own region where it fits the language: "en" read in Ireland has Irish dates. */
export function regionalLocale(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? (language === 'en' ? 'en-GB' : language)
}
