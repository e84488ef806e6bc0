// Which ticket comes after this one in the list beside it.
import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { Page } from '@/api'
import { useSession } from '@/ui'
import { ticketList, type Ticket } from './ticket_api'
import { ticketListRoute } from './ticket_route'
import { toQuery } from './ticket_view'

export function useNextTicket(id: number): number | undefined {
  const queryClient = useQueryClient()
  const view = ticketListRoute.useSearch()
  const zone = useSession().person.time_zone
  const { queryKey } = ticketList(toQuery(view, zone))
  const pages = queryClient.getQueryData<InfiniteData<Page<Ticket>>>(queryKey)
  const rows = pages?.pages.flatMap((page) => page.items) ?? []
  const at = rows.findIndex((row) => row.id === id)
  if (at < 0) return undefined
  // What is closed already needs no work.
  return [...rows.slice(at + 1), ...rows.slice(0, at)].find((row) => row.group !== 'done')?.id
}
