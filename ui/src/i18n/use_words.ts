// The words of the screen for components: const t = useWords('tag'); t('title').
import { use, useMemo, useSyncExternalStore } from 'react'
import type { Language } from './languages'
import type { Namespace, Resources } from './resources'
import { currentLanguage, loadedWords, loadWords, onLanguage, textOf, type Values, type Words } from './words'

/** A key as asked for: plural forms count as one. */
type Asked<K> = K extends `${infer Base}_one` ? Base : K extends `${string}_many` | `${string}_other` ? never : K
export type Key<N extends Namespace> = Asked<keyof Resources[N] & string>
/** Keys of the first namespace as they are, keys of any with its name before: "common:cancel". */
type AnyKey<First extends Namespace, All extends Namespace> =
  | Key<First>
  | { [N in All]: `${N}:${Key<N>}` }[All]

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
  for (const namespace of [first, ...others]) byName.set(namespace, loadedWords(namespace) ?? use(loadWords(namespace)))
  return useMemo(() => {
    const find = (key: string, values: Values = {}) => {
      const colon = key.indexOf(':')
      const words = byName.get(colon < 0 ? first : key.slice(0, colon))
      return words && textOf(words, key.slice(colon + 1), values, language)
    }
    return Object.assign((key: string, values?: Values) => find(key, values) ?? key, { find })
    // The words of a language never change, so its name stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language, first, others.join()])
}
