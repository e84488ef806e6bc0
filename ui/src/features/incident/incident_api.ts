// The calls about reports and proposals. Their keys hang on orders: an event about an order loads them again.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, call, type components } from '@/api'
import { useList } from '@/features/config'
import { aboutOrders } from '@/features/order'

type Schemas = components['schemas']
export type Proposal = Schemas['proposal']
export type Incident = Schemas['incident_shown']
export type ProposalStatus = Proposal['status']

export interface ProposalFilter {
  status?: ProposalStatus[]
  order?: number[]
  ticket?: number[]
}

export const proposalsQuery = (filter: ProposalFilter) =>
  infiniteQueryOptions({
    queryKey: [...aboutOrders, 'proposals', filter],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/proposals', {
          params: { query: { ...filter, limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })

export const incidentsQuery = (filter: { order?: number[]; ticket?: number[] }) =>
  queryOptions({
    queryKey: [...aboutOrders, 'incidents', filter],
    queryFn: async () => (await call(api.GET('/incidents', { params: { query: { ...filter, limit: 200 } } }))).items,
  })

export const MOST_COUNTED = 100

/** How many wait for a decision; 100 stands for "100 or more". */
export const waitingQuery = queryOptions({
  queryKey: [...aboutOrders, 'waiting'],
  queryFn: async () =>
    (await call(api.GET('/proposals', { params: { query: { status: ['open'], limit: MOST_COUNTED } } }))).items.length,
})

/** A failure reason in the reader's language; the key itself while the list is loading. */
export function useReasonName(): (key: string) => string {
  return useList('failure_reasons').label
}

export type Verb = 'approve' | 'refuse' | 'revert'

export interface Decision {
  proposal: Proposal
  verb: Verb
  reason: string
  /** Instead of what was proposed; only when it is approved. */
  changes?: Schemas['proposed'] | undefined
}

export function decide({ proposal, verb, reason, changes }: Decision, key: string): Promise<Proposal> {
  const params = { path: { id: proposal.id }, header: { 'Idempotency-Key': key } }
  const said = { order_version: proposal.order_version, ...(reason.trim() !== '' && { reason: reason.trim() }) }
  if (verb === 'approve')
    return call(api.POST('/proposals/{id}/approve', { params, body: { ...said, ...(changes && { changes }) } }))
  if (verb === 'refuse') return call(api.POST('/proposals/{id}/refuse', { params, body: said }))
  return call(api.POST('/proposals/{id}/revert', { params, body: said }))
}
