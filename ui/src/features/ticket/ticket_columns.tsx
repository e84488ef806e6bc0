// The columns of the ticket table.
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { Time, type Column } from '@/ui'
import type { Ticket } from './ticket_api'
import { NextNews, PriorityBadge, SlaBadge, StatusBadge } from './ticket_badges'
import classes from './ticket_columns.module.css'
import { useConfig } from '@/features/config'
import type { TicketView } from './ticket_view'
import { useOfWhom, useStaff } from './use_ticket'

/** What says nothing to who reported. */
const OF_STAFF = ['priority', 'category']

export function useTicketColumns(view: TicketView): Column<Ticket>[] {
  const t = useWords('ticket')
  const staff = useStaff()
  const ofWhom = useOfWhom()
  const categories = useConfig('categories')
  const queues = useConfig('queues')
  const channels = useConfig('channels')
  const small = (text: string) => (
    <Text component="span" size="sm">
      {text}
    </Text>
  )
  const columns: Column<Ticket>[] = [
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
            {staff && ` · ${channels.label(ticket.channel)}`}
            <span className={classes['narrow']}>
              <StatusBadge ticket={ticket} />
            </span>
          </Text>
        </div>
      ),
    },
    {
      name: 'status',
      label: t('status'),
      wide: true,
      cell: (ticket) => <StatusBadge ticket={ticket} />,
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
            {ticket.queue !== null && queues.label(ticket.queue)}
          </Text>
        </div>
      ),
    },
    {
      name: 'assignee_id',
      label: t(staff ? 'assignee_id' : 'own.owner'),
      wide: true,
      cell: (ticket) =>
        ticket.assignee_name === null ? (
          <Text component="span" size="sm" c="dimmed">
            {t(staff ? 'owner.none' : 'own.team')}
          </Text>
        ) : (
          small(ticket.assignee_name)
        ),
    },
    {
      name: 'next_due_at',
      label: t(staff ? 'promise' : 'own.next'),
      wide: true,
      sorts: staff,
      cell: (ticket) => (staff ? <SlaBadge ticket={ticket} /> : <NextNews ticket={ticket} />),
    },
    {
      name: 'created_at',
      label: t(staff ? 'created_at' : 'own.reported'),
      wide: true,
      sorts: true,
      cell: (ticket) => (
        <Text component="span" size="sm" className={classes['time'] ?? ''}>
          <Time iso={ticket.created_at} />
        </Text>
      ),
    },
  ]
  return staff ? columns : columns.filter(({ name }) => !OF_STAFF.includes(name))
}
