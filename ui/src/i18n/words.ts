// The words of the screen: files per namespace and language, fetched when they are first needed. The files
// have the usual form: "{{name}}" is filled in, "key_one" and "key_other" are plural forms of "key".
import { bestLanguage, chosenLanguage, keepLanguage, type Language } from './languages'
import type { Namespace } from './resources'

export type Words = Readonly<Record<string, string>>
/** What import.meta.glob gives for JSON files: path → how to load it. */
export type WordFiles = Record<string, () => Promise<Words>>
export type Values = Readonly<Record<string, string | number>>

/** …/tag/i18n/fr.json is "tag" in French, and so is …/tag/fr.json. */
const PATH = /([a-z_]+)\/(?:i18n\/)?(en|fr|es)\.json$/

const loaders = new Map<string, () => Promise<Words>>()
const loaded = new Map<string, Words>()
const loading = new Map<string, Promise<Words>>()
const listeners = new Set<() => void>()
let language: Language = 'en'

const nameOf = (namespace: Namespace, of: Language) => `${namespace}/${of}`

export function loadedWords(namespace: Namespace): Words | undefined {
  return loaded.get(nameOf(namespace, language))
}

/** How long a failure stands before the words are asked for again: a screen that is drawn again is no reason. */
const FAILED_MS = 3000

/** Always the same promise; after a failure a new one, a little later. */
export function loadWords(namespace: Namespace, of: Language = language): Promise<Words> {
  const name = nameOf(namespace, of)
  const underWay = loading.get(name)
  if (underWay) return underWay
  const load = loaders.get(name)
  if (!load) throw new Error(`no words for ${name}`)
  const promise = load().then(
    (words) => {
      loaded.set(name, words)
      // So that React need not wait for what is there; it must be asked with the same promise each time.
      void Object.assign(promise, { status: 'fulfilled', value: words })
      return words
    },
    (error: unknown) => {
      setTimeout(() => loading.delete(name), FAILED_MS)
      throw error
    },
  )
  loading.set(name, promise)
  return promise
}

async function switchTo(next: Language): Promise<void> {
  // Everything that is on the screen changes at once, when the last of it has come.
  const shown = new Set([...loaded.keys()].map((name) => name.split('/')[0] as Namespace))
  await Promise.all([...shown].map((namespace) => loadWords(namespace, next)))
  language = next
  document.documentElement.lang = next
  for (const listener of listeners) listener()
}

/** Resolves when the words are there that every screen of this entry needs. */
export async function startWords(files: WordFiles, namespaces: readonly Namespace[]): Promise<void> {
  for (const [path, load] of Object.entries(files)) {
    const [, namespace, of] = PATH.exec(path) ?? []
    if (namespace !== undefined && of !== undefined) loaders.set(`${namespace}/${of}`, load)
  }
  language = chosenLanguage() ?? bestLanguage(navigator.languages)
  document.documentElement.lang = language
  await Promise.all(namespaces.map((namespace) => loadWords(namespace)))
}

export function currentLanguage(): Language {
  return language
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Switches the screen and remembers the choice in this browser. */
export async function chooseLanguage(next: Language): Promise<void> {
  keepLanguage(next)
  await switchTo(next)
}

/** Follows the account's language unless this browser has its own choice. */
export async function followLanguage(locale: string): Promise<void> {
  const wanted = bestLanguage([locale])
  if (chosenLanguage() === undefined && wanted !== language) await switchTo(wanted)
}

/** The text of a key, or undefined when there is none. values.count chooses the plural form. */
export function textOf(words: Words, key: string, values: Values, of: Language): string | undefined {
  const count = values['count']
  const form = typeof count === 'number' ? new Intl.PluralRules(of).select(count) : undefined
  const text = words[key] ?? (form === undefined ? undefined : words[`${key}_${form}`])
  return text?.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? new Intl.NumberFormat(of).format(value) : value
  })
}
