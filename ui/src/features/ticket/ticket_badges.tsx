// Status, level and promise as they stand on a ticket: always words, the colour only helps.
import { Text } from '@mantine/core'
import { IconAlertTriangle, IconClock, IconClockExclamation } from '@tabler/icons-react'
import { useFormat, useWords } from '@/i18n'
import { Time, useSession } from '@/ui'
import type { Ticket } from './ticket_api'
import classes from './ticket_badges.module.css'
import { useConfig } from '@/features/config'
import { useNow } from './use_now'

const COLOURS = ['red', 'pink', 'violet', 'blue', 'teal', 'green', 'yellow', 'orange', 'gray']

export function Dot({ colour }: { colour: string | null | undefined }) {
  const known = colour != null && COLOURS.includes(colour) ? colour : 'gray'
  return <span className={classes['dot']} style={{ background: `var(--mantine-color-${known}-6)` }} aria-hidden />
}

const OWN_COLOURS = { todo: 'teal', doing: 'blue', done: 'green' }

/** A status in its reader's words: staff read the company's own, others what it means to them. */
export function useStatusLook(): (ticket: Pick<Ticket, 'status' | 'group' | 'requester_id'>) => {
  label: string
  colour: string | null | undefined
} {
  const t = useWords('ticket')
  const { staff, person } = useSession()
  const statuses = useConfig('statuses')
  return ({ status, group, requester_id }) => {
    const entry = statuses.get(status)
    if (staff) return { label: statuses.label(status), colour: entry?.colour }
    if (entry?.waiting === true)
      return requester_id === person.id
        ? { label: t('own.waiting'), colour: 'orange' }
        : { label: statuses.label(status), colour: entry.colour }
    return { label: t(`own.${group}`), colour: OWN_COLOURS[group] }
  }
}

export function StatusBadge({ ticket }: { ticket: Pick<Ticket, 'status' | 'group' | 'requester_id'> }) {
  const look = useStatusLook()(ticket)
  return (
    <span className={classes['badge']}>
      <Dot colour={look.colour} />
      {look.label}
    </span>
  )
}

export function PriorityBadge({ priority }: { priority: string | null }) {
  const t = useWords('ticket')
  const levels = useConfig('priorities')
  if (priority === null)
    return (
      <Text component="span" size="sm" c="dimmed">
        {t('level.open')}
      </Text>
    )
  return (
    <span className={classes['plain']}>
      <Dot colour={levels.get(priority)?.colour} />
      {levels.label(priority)}
    </span>
  )
}

type Dated = Pick<
  Ticket,
  | 'group'
  | 'sla_state'
  | 'first_response_at'
  | 'first_response_due_at'
  | 'next_update_due_at'
  | 'answer_due_at'
  | 'resolution_due_at'
>

/** The next moment at which something is owed. */
export function nextDue(ticket: Dated): string | null {
  const dues = [
    ticket.first_response_at === null ? ticket.first_response_due_at : null,
    ticket.next_update_due_at,
    ticket.answer_due_at,
    ticket.resolution_due_at,
  ].filter((due) => due !== null)
  return dues.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}

/** When who is not staff hears from us: the promise as it was given to them, never how late we are. */
export function NextNews({ ticket }: { ticket: Pick<Ticket, 'group' | 'next_update_due_at'> }) {
  const t = useWords('ticket')
  const now = useNow()
  const due = ticket.next_update_due_at
  if (ticket.group === 'done') return null
  return due !== null && Date.parse(due) > now ? <Time iso={due} /> : t('own.soon')
}

const SLA_ICONS = { on_time: IconClock, warning: IconClockExclamation, breached: IconAlertTriangle }

export function SlaBadge({ ticket }: { ticket: Dated }) {
  const t = useWords('ticket')
  const format = useFormat()
  const now = useNow()
  if (ticket.group === 'done' || ticket.sla_state === null) return null
  const due = nextDue(ticket)
  const Icon = SLA_ICONS[ticket.sla_state]
  return (
    <span className={classes['sla']} data-state={ticket.sla_state} {...(due !== null && { title: format.full(due) })}>
      <Icon size={14} aria-hidden />
      <span>
        {t(`sla.${ticket.sla_state}`)}
        {due !== null && <span className={classes['due']}> · {format.relative(due, now)}</span>}
      </span>
    </span>
  )
}
