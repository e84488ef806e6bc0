// The words of the screen for components: const t = useWords('tag'); t('title').
import { use, useSyncExternalStore } from 'react'
import type { Language } from './languages'
import type { Namespace, Resources } from './resources'
import { currentLanguage, loadedWords, loadWords, onLanguage, textOf, type Values, type Words } from './words'

/** A key as asked for: plural forms count as one. */
type Asked<K> = K extends `${infer Base}_one` ? Base : K extends `${string}_many` | `${string}_other` ? never : K
export type Key<N extends Namespace> = Asked<keyof Resources[N] & string>
/** Keys of the first namespace as they are, keys of any with its name before: "common:cancel". */
type AnyKey<First extends Namespace, All extends Namespace> = Key<First> | { [N in All]: `${N}:${Key<N>}` }[All]

export interface Translate<First extends Namespace, All extends Namespace = First> {
  (key: AnyKey<First, All>, values?: Values): string
  /** For keys that are made at run time, such as those of problems; undefined when there is no such text. */
  find: (key: string, values?: Values) => string | undefined
}

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, currentLanguage)
}

/** Waits (Suspense) until the words are there. */
export function useWords<First extends Namespace, Others extends Namespace = never>(
  first: First,
  ...others: Others[]
): Translate<First, First | Others> {
  const language = useLanguage()
  const byName = new Map<string, Words>()
  for (const namespace of [first, ...others]) byName.set(namespace, use(loadWords(namespace)))
  return translator(language, first, byName)
}

/** For texts outside of components; the namespace must be one that every screen has. */
export function wordsNow<N extends Namespace>(namespace: N): Translate<N> {
  const words = loadedWords(namespace)
  if (!words) throw new Error(`no words yet for ${namespace}`)
  return translator(currentLanguage(), namespace, new Map([[namespace, words]]))
}

/** The same words give the same function, so that effects may depend on it. */
const made = new Map<string, Translate<never>>()

function translator<First extends Namespace, All extends Namespace>(
  language: Language,
  first: First,
  byName: ReadonlyMap<string, Words>,
): Translate<First, All> {
  const name = [language, ...byName.keys()].join(' ')
  const find = (key: string, values: Values = {}) => {
    const colon = key.indexOf(':')
    const words = byName.get(colon < 0 ? first : key.slice(0, colon))
    return words && textOf(words, key.slice(colon + 1), values, language)
  }
  const translate =
    made.get(name) ?? Object.assign((key: string, values?: Values) => find(key, values) ?? key, { find })
  made.set(name, translate)
  return translate
}
