// Opening a ticket quiets the bell about it, whichever way it was opened.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { markTicketRead } from './notice_api'

/** null: none is shown yet. */
export function useTicketRead(ticketId: number | null): void {
  const client = useQueryClient()
  useEffect(() => {
    // Nobody waits for this: what stays unread is still under the bell.
    if (ticketId !== null) markTicketRead(client, ticketId).catch(() => undefined)
  }, [client, ticketId])
}
