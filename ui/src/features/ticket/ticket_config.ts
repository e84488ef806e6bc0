// The company's own lists: names of statuses, categories and so on, in the reader's language.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, call } from '@/api'
import { useLanguage, type Language } from '@/i18n'

type Texts = Readonly<Record<Language, string>>
export interface Entry {
  key: string
  parent?: string | null
  labels: Texts
  archived?: boolean
}
export interface Coloured extends Entry {
  colour?: string | null
}
export interface Category extends Entry {
  descriptions?: Partial<Texts>
  resolutions?: readonly string[]
}
export interface Level extends Coloured {
  quadrants?: readonly string[]
}
export interface Template extends Entry {
  category?: string | null
  bodies: Texts
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
  priorities: Level
  queues: Entry
  resolutions: Entry
  statuses: Coloured & { group: 'todo' | 'doing' | 'done' }
  templates: Template
  workflows: Workflow
}
export type ListName = keyof Lists

export const configQuery = <L extends ListName>(list: L) =>
  queryOptions({
    queryKey: ['config', list],
    queryFn: async () => {
      const { items } = await call(api.GET('/config/{list}', { params: { path: { list } } }))
      return items as unknown as Lists[L][]
    },
    staleTime: 600_000,
  })

export interface Config<E extends Entry> {
  /** Those that can be chosen now. */
  entries: readonly E[]
  get: (key: string | null) => E | undefined
  /** Also of archived entries; the key itself while the list is loading. */
  label: (key: string) => string
  options: { value: string; label: string }[]
}

export function useConfig<L extends ListName>(list: L): Config<Lists[L]> {
  const language = useLanguage()
  const { data = [] } = useQuery(configQuery(list))
  const entries = data.filter((entry) => entry.archived !== true)
  const get = (key: string | null) => data.find((entry) => entry.key === key)
  return {
    entries,
    get,
    label: (key) => get(key)?.labels[language] ?? key,
    options: entries.map((entry) => ({ value: entry.key, label: entry.labels[language] })),
  }
}

/** "Delivery › Arrived damaged" */
export function categoryPath(categories: Config<Category>, key: string): string {
  const entry = categories.get(key)
  const parent = entry?.parent
  return parent == null ? categories.label(key) : `${categories.label(parent)} › ${categories.label(key)}`
}
