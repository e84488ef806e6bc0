// What of the ticket list stands in the address, and how the server is asked for it.
import type { operations } from '@/api'
import { momentOf } from '@/i18n'
import { parseListView, type ListView } from '@/ui'

export type TicketQuery = NonNullable<operations['ticket_list']['parameters']['query']>

export const filters = [
  'group',
  'status',
  'category',
  'priority',
  'channel',
  'queue',
  'owner',
  'requester',
  'affected',
  'from',
  'to',
] as const
export type FilterName = (typeof filters)[number]

/** Several values of a filter stand with commas between; from and to are days such as 2026-11-21. */
export type TicketView = ListView & Partial<Record<FilterName, string>>
export type TicketViewChange = { [K in keyof TicketView]?: string | undefined }

export const sorts = ['created_at', 'updated_at', 'priority', 'next_due_at'] as const
const GROUPS = ['todo', 'doing', 'done']
const STAFF_SORTS = ['priority', 'next_due_at']
const DAY = /^[1-9]\d{3}-\d\d-\d\d$/

function given(name: FilterName, value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text === '') return undefined
  if ((name === 'from' || name === 'to') && (!DAY.test(text) || Number.isNaN(Date.parse(text)))) return undefined
  if (name === 'group' && !text.split(',').every((group) => GROUPS.includes(group))) return undefined
  if (name === 'owner' && !/^(me|none|[1-9]\d{0,14})$/.test(text)) return undefined
  if ((name === 'requester' || name === 'affected') && !/^[1-9]\d{0,14}$/.test(text)) return undefined
  return text
}

/** For validateSearch: whatever stands in the address becomes a view; what makes no sense is left out. */
export function parseTicketView(search: Record<string, unknown>): TicketView {
  const wanted = filters.map((name) => [name, given(name, search[name])] as const)
  return { ...parseListView(search, sorts), ...Object.fromEntries(wanted.filter(([, value]) => value !== undefined)) }
}

export function changeTicketView(view: TicketView, change: TicketViewChange): TicketView {
  return Object.fromEntries(
    Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  )
}

/** For who is not staff: a colleague's address opens too, without the orders that are for staff. */
export function ownView(view: TicketView): TicketView {
  const isForStaff = view.sort !== undefined && STAFF_SORTS.includes(view.sort.replace(/^-/, ''))
  return isForStaff ? changeTicketView(view, { sort: undefined }) : view
}

export function values(view: TicketView, name: FilterName): string[] {
  return view[name]?.split(',').filter((value) => value !== '') ?? []
}

/** In or out of a filter, for the widgets. */
export function toggle(view: TicketView, name: FilterName, value: string): TicketViewChange {
  const held = values(view, name)
  const others = held.filter((each) => each !== value)
  return { [name]: (others.length < held.length ? others : [...held, value]).join(',') }
}

export const hasFilter = (view: TicketView) => view.q !== undefined || filters.some((name) => view[name] !== undefined)

/** The moment at which a day begins in a zone. */
export function dayStart(day: string, timeZone: string, plusDays = 0): Date {
  const midnight = new Date(Date.parse(`${day}T00:00:00Z`) + plusDays * 86_400_000)
  return momentOf(midnight.toISOString(), timeZone)
}

export function toQuery(view: TicketView, timeZone: string): TicketQuery {
  const list = (name: FilterName) => {
    const held = values(view, name)
    return held.length > 0 ? held : undefined
  }
  const all: { [K in keyof TicketQuery]: TicketQuery[K] | undefined } = {
    q: view.q,
    sort: view.sort,
    group: list('group'),
    status: list('status'),
    category: list('category'),
    priority: list('priority'),
    channel: list('channel'),
    queue: list('queue'),
    assignee: list('owner'),
    requester: view.requester === undefined ? undefined : [Number(view.requester)],
    affected: view.affected === undefined ? undefined : [Number(view.affected)],
    created_from: view.from && dayStart(view.from, timeZone).toISOString(),
    created_to: view.to && new Date(dayStart(view.to, timeZone, 1).getTime() - 1).toISOString(),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
