// An entry in one line: what it has besides its name.
import { useFormat, useLanguage, useWords } from '@/i18n'
import type { Entry, Shape } from './config_api'
import { isTexts, isWords } from './entries'
import { kindOf } from './list_spec'
import { useValueWords } from './use_value_words'

const SHOWN_ALREADY = ['key', 'parent', 'labels', 'archived', 'colour', 'bodies']

export function useSummary(shape: Shape | undefined, entry: Entry): string {
  const t = useWords('config')
  const format = useFormat()
  const language = useLanguage()
  const words = useValueWords()

  const shown = (name: string, field: Shape): string | undefined => {
    const value = entry[name] as string | number | boolean | object | null | undefined
    const kind = kindOf(name)
    if (value === null || value === undefined || value === '' || value === false) return undefined
    if (isTexts(field)) return (value as Entry['labels'])[language]
    const label = t.find(`field.${name}`) ?? name
    if (isWords(field))
      return (value as string[]).length === 0 ? undefined : format.named(label, words(name, field, value))
    if (value === true) return label
    if (typeof value === 'object') return undefined
    if (kind?.is === 'person') return label
    if (field.enum) return value === 'none' ? undefined : words(name, field, value)
    return format.named(label, words(name, field, value))
  }
  return Object.entries(shape?.properties ?? {})
    .filter(([name]) => !SHOWN_ALREADY.includes(name) && kindOf(name)?.is !== 'hidden')
    .map(([name, field]) => shown(name, field))
    .filter((text) => text !== undefined)
    .join(' · ')
}
