// What of the list of deliveries stands in the address, and how the server is asked for it.
import { parseListView, type ListView } from '@/ui'
import type { OrderQuery } from '@/features/order'

export const conclusions = [
  'open',
  'completed',
  'completed_with_incidents',
  'completed_critical',
  'partial',
  'failed',
  'cancelled',
] as const
export const filters = ['store', 'day', 'courier', 'conclusion', 'waiting', 'incidents'] as const
export type FilterName = (typeof filters)[number]
export type DeliveryView = Omit<ListView, 'q'> & Partial<Record<FilterName, string>>
export type DeliveryViewChange = { [K in keyof DeliveryView]?: string | undefined }

export const sorts = ['created_at', 'updated_at', 'total'] as const
const DAY = /^[1-9]\d{3}-\d\d-\d\d$/

const VALID: Record<FilterName, (text: string) => boolean> = {
  store: (text) => /^\d{1,15}$/.test(text),
  day: (text) => text === 'today' || (DAY.test(text) && !Number.isNaN(Date.parse(text))),
  courier: (text) => text === 'none' || text === 'me' || /^\d{1,15}$/.test(text),
  conclusion: (text) => text.split(',').every((each) => conclusions.some((known) => known === each)),
  waiting: (text) => text === 'yes',
  incidents: (text) => text === 'yes',
}

/** For validateSearch: what makes no sense is left out. */
export function parseDeliveryView(search: Record<string, unknown>): DeliveryView {
  const wanted = filters.flatMap((name) => {
    const value = search[name]
    const text = typeof value === 'number' ? String(value) : value
    return typeof text === 'string' && text !== '' && VALID[name](text) ? [[name, text] as const] : []
  })
  return { ...parseListView({ ...search, q: undefined }, sorts), ...Object.fromEntries(wanted) }
}

export function changeDeliveryView(view: DeliveryView, change: DeliveryViewChange): DeliveryView {
  return Object.fromEntries(
    Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  )
}

export const hasFilter = (view: DeliveryView) => filters.some((name) => view[name] !== undefined)

/** The day that it is there, as a date field wants it. */
export const dayIn = (timeZone: string, now = new Date()) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now)

export function toQuery(view: DeliveryView, timeZone: string): OrderQuery {
  return {
    kind: ['delivery'],
    ...(view.sort !== undefined && { sort: view.sort }),
    ...(view.store !== undefined && { store: [Number(view.store)] }),
    ...(view.day !== undefined && { day: view.day, time_zone: timeZone }),
    ...(view.courier !== undefined && { courier: [view.courier] }),
    ...(view.conclusion !== undefined && { conclusion: view.conclusion.split(',') }),
    ...(view.waiting === 'yes' && { waiting: 'yes' }),
    ...(view.incidents === 'yes' && { incidents: 'yes' }),
  }
}
