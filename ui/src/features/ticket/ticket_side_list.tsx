// The list beside an open ticket: j and k open the next and the one before, and the row stays in view.
import { Button, ScrollArea, Skeleton, Stack, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '@/i18n'
import { Failed, useCommands, useResourceList } from '@/ui'
import type { Ticket } from './ticket_api'
import { Dot, PriorityBadge, SlaBadge, useStatusLook } from './ticket_badges'
import classes from './ticket_side_list.module.css'
import type { TicketView } from './ticket_view'
import { useListName, useOfWhom, useStaff } from './use_ticket'

interface Props {
  list: ReturnType<typeof useResourceList<Ticket>>
  view: TicketView
  openId: number
  chip: ReactNode
  empty: ReactNode
}

export function TicketSideList({ list, view, openId, chip, empty }: Props) {
  const t = useWords('ticket', 'common')
  const navigate = useNavigate()
  const staff = useStaff()
  const ofWhom = useOfWhom()
  const look = useStatusLook()
  const open = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    open.current?.scrollIntoView({ block: 'nearest' })
  }, [openId])

  const at = list.rows.findIndex(({ id }) => id === openId)
  const go = (step: number) => {
    const next = list.rows[at < 0 ? 0 : at + step]
    if (next) void navigate({ to: '/tickets/$id', params: { id: next.id }, search: view, replace: true })
  }
  const group = useListName()
  useCommands([
    {
      id: 'ticket.next',
      label: t(staff ? 'ticket:next' : 'common:list.next_row'),
      group,
      keys: 'j',
      run: () => {
        go(1)
      },
    },
    {
      id: 'ticket.previous',
      label: t(staff ? 'ticket:previous' : 'common:list.previous_row'),
      group,
      keys: 'k',
      run: () => {
        go(-1)
      },
    },
    {
      id: 'ticket.leave',
      label: t('ticket:back'),
      group,
      keys: 'u',
      run: () => void navigate({ to: '/tickets', search: view }),
    },
  ])

  if (list.error && list.rows.length === 0) return <Failed error={list.error} onRetry={list.retry} />
  if (!list.isPending && list.rows.length === 0) return empty
  return (
    <ScrollArea className={classes['area'] ?? ''} type="auto" viewportProps={{ tabIndex: 0 }}>
      {chip}
      <nav aria-label={group}>
        {list.isPending && (
          <Stack gap="xs" p="xs" aria-hidden>
            {[1, 2, 3, 4, 5].map((row) => (
              <Skeleton key={row} height={48} radius="md" />
            ))}
          </Stack>
        )}
        <ul className={classes['list']}>
          {list.rows.map((ticket) => (
            <li key={ticket.id}>
              <Link
                to="/tickets/$id"
                params={{ id: ticket.id }}
                search={view}
                replace
                className={classes['row']}
                data-ticket={ticket.id}
                {...(ticket.id === openId && { ref: open, 'aria-current': 'page' })}
              >
                <Text component="span" size="sm" fw={600} lineClamp={2}>
                  {ticket.subject}
                </Text>
                <Text component="span" size="xs" c="dimmed" className={classes['line'] ?? ''}>
                  <span className={classes['status']}>
                    <Dot colour={look(ticket).colour} />
                    {look(ticket).label}
                  </span>
                  <span className={classes['who']}>
                    {ticket.number}
                    {ofWhom(ticket)}
                  </span>
                </Text>
                {staff && (
                  <span className={classes['line']}>
                    <PriorityBadge priority={ticket.priority} />
                    <SlaBadge ticket={ticket} />
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {list.more && (
        <Button variant="default" size="xs" fullWidth mt="xs" loading={list.isLoadingMore} onClick={list.more}>
          {t('common:list.more')}
        </Button>
      )}
    </ScrollArea>
  )
}
