// One value of an entry as it reads: names instead of keys, words instead of codes.
import { useFormat, useWords } from '@/i18n'
import type { Entry, Shape } from './config_api'
import { isWords } from './entries'
import { kindOf } from './list_spec'
import { useList, type Config } from './use_config'

export type ValueWords = (name: string, field: Shape, value: unknown) => string

export function useValueWords(): ValueWords {
  const t = useWords('config')
  const format = useFormat()
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
  const word = (name: string, value: string) => {
    const kind = kindOf(name)
    if (name === 'parent') return lists['categories']?.label(value) ?? value
    if (kind?.is === 'entry' || kind?.is === 'entries') return lists[kind.list]?.label(value) ?? value
    if (kind?.is === 'words') return t.find(`word.${kind.name}.${value}`) ?? value
    if (kind?.is === 'colour') return t.find(`colour.${value}`) ?? value
    return value
  }
  return (name, field, value) => {
    if (isWords(field)) return (value as string[]).map((each) => word(name, each)).join(', ')
    if (kindOf(name)?.is === 'percentage') return `${format.number(Number(value) / 100)} %`
    if (field.enum) return t.find(`enum.${name}.${String(value)}`) ?? word(name, String(value))
    return word(name, String(value))
  }
}
