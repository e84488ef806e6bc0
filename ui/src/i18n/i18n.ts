// Starts i18next with words that are fetched per language and namespace when they are first needed.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { bestLanguage, chosenLanguage, isLanguage, keepLanguage, type Language } from './languages'
import type { Namespace } from './resources'

export type Words = Record<string, string>
/** What import.meta.glob gives for JSON files: path → how to load it. */
export type WordFiles = Record<string, () => Promise<Words>>

const PATH = /(?:^|\/)([a-z_]+)\/(?:i18n\/)?(en|fr|es)\.json$/

/** Sorts word files by namespace and language: …/features/tag/i18n/fr.json is "tag" in French. */
function byName(files: WordFiles): Map<string, () => Promise<Words>> {
  const map = new Map<string, () => Promise<Words>>()
  for (const [path, load] of Object.entries(files)) {
    const found = PATH.exec(path)
    if (found) map.set(`${found[1] ?? ''}/${found[2] ?? ''}`, load)
  }
  return map
}

function showLanguage(language: string): void {
  document.documentElement.lang = language
}

/** Resolves when the namespaces that every screen of this entry needs are there. */
export async function startI18n(files: WordFiles, namespaces: Namespace[]): Promise<void> {
  const loaders = byName(files)
  i18next.on('languageChanged', showLanguage)
  await i18next
    .use({
      type: 'backend',
      read: async (language: string, namespace: string) => {
        const load = loaders.get(`${namespace}/${language}`)
        if (!load) throw new Error(`no words for ${namespace} in ${language}`)
        return load()
      },
    })
    .use(initReactI18next)
    .init({
      lng: chosenLanguage() ?? bestLanguage(navigator.languages),
      fallbackLng: false,
      ns: namespaces,
      defaultNS: namespaces[0] ?? 'common',
      keySeparator: false,
      returnNull: false,
      interpolation: { escapeValue: false },
    })
}

/** The language of the screen now. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en'
}

/** Switches the screen and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  keepLanguage(language)
  await i18next.changeLanguage(language)
}

/** Follows the account's language unless this browser has its own choice. */
export async function followLanguage(locale: string): Promise<void> {
  const language = bestLanguage([locale])
  if (chosenLanguage() === undefined && language !== currentLanguage()) await i18next.changeLanguage(language)
}
