// What of the list of people stands in the address, and how the server is asked for it.
import type { operations } from '@/api'
import { parseListView, type ListView } from '@/ui'

type PersonQuery = NonNullable<operations['person_list']['parameters']['query']>

export const filters = ['kind', 'rank', 'status'] as const
export type FilterName = (typeof filters)[number]
export type PersonView = ListView & Partial<Record<FilterName, string>>

/** For validateSearch: what makes no sense is left out. */
export function parsePersonView(search: Record<string, unknown>): PersonView {
  const wanted = filters.flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return { ...parseListView(search, ['name', 'created_at']), ...Object.fromEntries(wanted) }
}

export function changePersonView(
  view: PersonView,
  change: { [K in keyof PersonView]?: string | undefined },
): PersonView {
  return Object.fromEntries(
    Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  )
}

export const hasFilter = (view: PersonView) => view.q !== undefined || filters.some((name) => view[name] !== undefined)

export function toQuery({ q, sort, kind, rank, status }: PersonView): PersonQuery {
  return {
    ...(q !== undefined && { q }),
    ...(sort !== undefined && { sort }),
    ...(kind !== undefined && { kind: [kind] }),
    ...(rank !== undefined && { rank: [rank] }),
    ...(status !== undefined && { status: [status] }),
  }
}
