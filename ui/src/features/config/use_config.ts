// The company's own lists: names of statuses, categories and so on, in the reader's language.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useLanguage, type Language } from '@/i18n'
import { listKey, loadList, type Entry } from './config_api'

type Texts = Readonly<Record<Language, string>>
export interface Coloured extends Entry {
  colour?: string | null
}
export interface Category extends Entry {
  descriptions?: Partial<Texts> | null
  resolutions?: readonly string[]
}
export interface Level extends Coloured {
  quadrants?: readonly string[]
}
export interface Template extends Entry {
  category?: string | null
  bodies: Texts
}
export interface Widget extends Entry {
  by: 'category' | 'status' | 'queue' | 'priority'
}
export interface Workflow extends Entry {
  states: readonly { status: string }[]
}

interface Lists {
  areas: Entry
  categories: Category
  channels: Entry
  journey_steps: Entry
  kinds: Entry
  person_kinds: Entry
  person_statuses: Entry
  priorities: Level
  queues: Entry
  ranks: Entry
  resolutions: Entry
  slas: Entry
  statuses: Coloured & { group: 'todo' | 'doing' | 'done'; waiting?: boolean }
  templates: Template
  widgets: Widget
  workflows: Workflow
}
export type ListName = keyof Lists

/** Any list, also one that these screens know only by its shape. */
export const listQuery = (list: string) =>
  queryOptions({ queryKey: listKey(list), queryFn: () => loadList(list), staleTime: 600_000 })

export interface Config<E extends Entry> {
  /** Those that can be chosen now. */
  entries: readonly E[]
  get: (key: string | null) => E | undefined
  /** Also of archived entries; the key itself while the list is loading. */
  label: (key: string) => string
  options: { value: string; label: string }[]
}

export function useList(list: string): Config<Entry> {
  const language = useLanguage()
  const { data } = useQuery(listQuery(list))
  const items = data?.items ?? []
  const entries = items.filter((entry) => entry.archived !== true)
  const get = (key: string | null) => items.find((entry) => entry.key === key)
  return {
    entries,
    get,
    label: (key) => get(key)?.labels[language] ?? key,
    options: entries.map((entry) => ({ value: entry.key, label: entry.labels[language] })),
  }
}

export function useConfig<L extends ListName>(list: L): Config<Lists[L]> {
  return useList(list) as unknown as Config<Lists[L]>
}

/** "Delivery › Arrived damaged" */
export function categoryPath(categories: Config<Category>, key: string): string {
  const entry = categories.get(key)
  const parent = entry?.parent
  return parent == null ? categories.label(key) : `${categories.label(parent)} › ${categories.label(key)}`
}
