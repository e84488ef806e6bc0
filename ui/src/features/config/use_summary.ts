// An entry in one line: what it has besides its name.
import { useFormat, useLanguage, useWords } from '@/i18n'
import type { Entry, Shape } from './config_api'
import { isTexts, isWords } from './entries'
import { kindOf } from './list_spec'
import { useList, type Config } from './use_config'

const SHOWN_ALREADY = ['key', 'parent', 'labels', 'archived', 'colour', 'bodies']

export function useSummary(shape: Shape | undefined, entry: Entry): string {
  const t = useWords('config')
  const format = useFormat()
  const language = useLanguage()
  const lists: Readonly<Record<string, Config<Entry> | undefined>> = {
    areas: useList('areas'),
    categories: useList('categories'),
    queues: useList('queues'),
    resolutions: useList('resolutions'),
    slas: useList('slas'),
    statuses: useList('statuses'),
    failure_reasons: useList('failure_reasons'),
    workflows: useList('workflows'),
  }
  const labelIn = (list: string, key: string) => lists[list]?.label(key) ?? key

  const wordFor = (name: string, word: string) => {
    const kind = kindOf(name)
    if (kind?.is === 'entries') return labelIn(kind.list, word)
    return kind?.is === 'words' ? (t.find(`word.${kind.name}.${word}`) ?? word) : word
  }
  const shown = (name: string, field: Shape): string | undefined => {
    const value = entry[name] as string | number | boolean | object | null | undefined
    const kind = kindOf(name)
    if (value === null || value === undefined || value === '' || value === false) return undefined
    if (isTexts(field)) return (value as Entry['labels'])[language]
    const label = t.find(`field.${name}`) ?? name
    if (isWords(field)) {
      const words = value as string[]
      return words.length === 0 ? undefined : format.named(label, words.map((word) => wordFor(name, word)).join(', '))
    }
    if (value === true) return label
    if (typeof value === 'object') return undefined
    if (kind?.is === 'entry') return format.named(label, labelIn(kind.list, String(value)))
    if (kind?.is === 'person') return label
    if (kind?.is === 'percentage') return format.named(label, `${format.number(Number(value) / 100)} %`)
    if (field.enum) return value === 'none' ? undefined : (t.find(`enum.${name}.${String(value)}`) ?? String(value))
    return format.named(label, String(value))
  }
  return Object.entries(shape?.properties ?? {})
    .filter(([name]) => !SHOWN_ALREADY.includes(name) && kindOf(name)?.is !== 'hidden')
    .map(([name, field]) => shown(name, field))
    .filter((text) => text !== undefined)
    .join(' · ')
}
