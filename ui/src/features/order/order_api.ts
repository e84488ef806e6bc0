// The calls about orders, and how the cache holds them.
import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import { api, call, defineResource, type components, type ListOptions, type operations, type Page } from '@/api'

type Schemas = components['schemas']
export type Order = Schemas['order']
export type OrderLine = Schemas['order_line']
export type OrderEvent = Schemas['order_event']
export type Task = Schemas['task']
export type LedgerMove = Schemas['ledger_move']
export type Store = Schemas['shop']
export type OrderQuery = NonNullable<operations['order_list']['parameters']['query']>

const byId = (id: number) => ({ path: { id } })

export function loadOrder(id: number): Promise<Order> {
  return call(api.GET('/orders/{id}', { params: byId(id) }))
}

export const orders = defineResource('order', loadOrder)

/** First parts of the key of whatever hangs on orders and is loaded again when one of them changed. */
export const aboutOrders = ['order', 'about']

export const orderQuery = (id: number) => queryOptions({ queryKey: orders.keys.one(id), queryFn: () => loadOrder(id) })

export function orderList(query: OrderQuery): ListOptions<Order> {
  return orders.list(query, (cursor): Promise<Page<Order>> =>
    call(api.GET('/orders', { params: { query: { ...query, ...(cursor !== undefined && { cursor }) } } })),
  )
}

export const historyQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...aboutOrders, 'history', id],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/orders/{id}/history', {
          params: {
            ...byId(id),
            query: { limit: 50, sort: '-created_at', ...(pageParam !== undefined && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })

export const ledgerQuery = (personId: number) =>
  infiniteQueryOptions({
    queryKey: [...aboutOrders, 'ledger', personId],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/people/{id}/ledger', {
          params: {
            ...byId(personId),
            query: { unit: 'money', limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })

export const storesQuery = queryOptions({
  queryKey: ['store', 'names'],
  queryFn: async () => (await call(api.GET('/stores', { params: { query: { limit: 200 } } }))).items,
  staleTime: 300_000,
})

/** Stores that the person may see, and how each is called. */
export function useStores() {
  const { data = [] } = useQuery(storesQuery)
  return {
    all: data,
    get: (id: number | null) => data.find((store) => store.id === id),
    name: (id: number | null) => data.find((store) => store.id === id)?.name ?? (id === null ? '' : `#${String(id)}`),
  }
}

export const personNameQuery = (id: number) =>
  queryOptions({
    queryKey: ['person', 'name', id],
    queryFn: async () => (await call(api.GET('/people/{id}', { params: byId(id) }))).name,
  })

/** An instance has one currency; any order names it. */
export const currencyQuery = queryOptions({
  queryKey: ['order', 'currency'],
  queryFn: async () =>
    (await call(api.GET('/orders', { params: { query: { limit: 1 } } }))).items[0]?.currency ?? 'EUR',
  staleTime: Infinity,
})

interface Adjustment {
  id: number
  total: number
  reason: string
  order_version: number
}

export function adjustPrice({ id, ...body }: Adjustment, key: string): Promise<Order> {
  return call(api.POST('/orders/{id}/adjust', { body, params: { ...byId(id), header: { 'Idempotency-Key': key } } }))
}

export function cancelOrder({ id, reason }: { id: number; reason: string }, key: string): Promise<Order> {
  return call(
    api.POST('/orders/{id}/cancel', {
      body: { reason: reason.trim() === '' ? null : reason.trim() },
      params: { ...byId(id), header: { 'Idempotency-Key': key } },
    }),
  )
}
