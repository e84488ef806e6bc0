// What the board shows: one list of the filter, dealt out to the columns.
import { useResourceList } from '@/ui'
import { ticketList, tickets, type Ticket } from './ticket_api'
import type { TicketQuery } from './ticket_view'

const MOST = 200

export function useBoard(query: TicketQuery) {
  return useResourceList(tickets, ticketList({ ...query, limit: MOST }))
}

/** moving: where cards stand that are on their way to another status. */
export function byStatus(
  rows: readonly Ticket[],
  columns: readonly string[],
  moving: Readonly<Record<number, string>>,
): Record<string, Ticket[]> {
  return Object.fromEntries(
    columns.map((status) => [status, rows.filter((ticket) => (moving[ticket.id] ?? ticket.status) === status)]),
  )
}
