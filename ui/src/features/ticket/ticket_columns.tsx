// The columns of the ticket table.
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { Time, type Column } from '@/ui'
import { ofWhom, type Ticket } from './ticket_api'
import { PriorityBadge, SlaBadge, StatusBadge } from './ticket_badges'
import classes from './ticket_columns.module.css'
import { useConfig } from '@/features/config'
import type { TicketView } from './ticket_view'

export function useTicketColumns(view: TicketView): Column<Ticket>[] {
  const t = useWords('ticket')
  const categories = useConfig('categories')
  const queues = useConfig('queues')
  const channels = useConfig('channels')
  const small = (text: string) => (
    <Text component="span" size="sm">
      {text}
    </Text>
  )
  return [
    {
      name: 'subject',
      label: t('subject'),
      main: true,
      cell: (ticket) => (
        <div className={classes['main']}>
          <Link
            to="/tickets/$id"
            params={{ id: ticket.id }}
            search={view}
            className={classes['subject']}
            data-ticket={ticket.id}
          >
            {ticket.subject}
          </Link>
          <Text component="div" size="xs" c="dimmed">
            {ticket.number}
            {ofWhom(ticket)}
            {` · ${channels.label(ticket.channel)}`}
            <span className={classes['narrow']}>
              {' · '}
              <StatusBadge status={ticket.status} />
            </span>
          </Text>
        </div>
      ),
    },
    {
      name: 'status',
      label: t('status'),
      wide: true,
      cell: (ticket) => <StatusBadge status={ticket.status} />,
    },
    {
      name: 'priority',
      label: t('priority'),
      wide: true,
      sorts: true,
      cell: (ticket) => <PriorityBadge priority={ticket.priority} />,
    },
    {
      name: 'category',
      label: t('category'),
      wide: true,
      cell: (ticket) => (
        <div className={classes['two']}>
          {small(categories.label(ticket.category))}
          <Text component="div" size="xs" c="dimmed">
            {queues.label(ticket.queue)}
          </Text>
        </div>
      ),
    },
    {
      name: 'assignee_id',
      label: t('assignee_id'),
      wide: true,
      cell: (ticket) =>
        ticket.assignee_name === null ? (
          <Text component="span" size="sm" c="dimmed">
            {t('owner.none')}
          </Text>
        ) : (
          small(ticket.assignee_name)
        ),
    },
    {
      name: 'next_due_at',
      label: t('promise'),
      wide: true,
      sorts: true,
      cell: (ticket) => <SlaBadge ticket={ticket} />,
    },
    {
      name: 'created_at',
      label: t('created_at'),
      wide: true,
      sorts: true,
      cell: (ticket) => (
        <Text component="span" size="sm" className={classes['time'] ?? ''}>
          <Time iso={ticket.created_at} />
        </Text>
      ),
    },
  ]
}
