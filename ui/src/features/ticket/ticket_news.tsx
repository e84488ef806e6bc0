// "3 new": tickets that the list does not show yet; nothing moves until one asks for them.
import { Button } from '@mantine/core'
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconArrowUp } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useWords } from '@/i18n'
import { announce } from '@/ui'
import { ticketList, ticketPage, tickets, type Ticket } from './ticket_api'
import { heardSince } from './ticket_topic'
import type { TicketQuery } from './ticket_view'

export interface Seen {
  rows: readonly Ticket[]
  /** Something came that the list does not hold. */
  hasNews: boolean
}

/** How many tickets of the filter came since the list was loaded. */
export function useNewCount(query: TicketQuery, { rows, hasNews }: Seen): number {
  const queryClient = useQueryClient()
  const news = useQuery<number>({ queryKey: tickets.keys.news, queryFn: skipToken, staleTime: Infinity })
  const { data } = useQuery({
    queryKey: ['ticket', 'peek', query, news.data ?? 0],
    queryFn: async () => {
      const loadedAt = queryClient.getQueryState(ticketList(query).queryKey)?.dataUpdatedAt ?? 0
      const heard = heardSince(loadedAt)
      const { items } = await ticketPage({ ...query, sort: '-created_at' })
      return items.map(({ id }) => id).filter((id) => heard.has(id))
    },
    enabled: hasNews,
    staleTime: Infinity,
  })
  if (!hasNews || !data) return 0
  const held = new Set(rows.map(({ id }) => id))
  return data.filter((id) => !held.has(id)).length
}

export function NewChip({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useWords('ticket')
  useEffect(() => {
    if (count > 0) announce(t('news', { count }))
  }, [count, t])
  if (count === 0) return null
  return (
    <Button
      variant="light"
      radius="xl"
      size="compact-sm"
      leftSection={<IconArrowUp size={14} aria-hidden />}
      onClick={onShow}
    >
      {t('news', { count })}
    </Button>
  )
}
