// Where a ticket may go now: a button for each, which asks first for what the move needs.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { notifyDone, useCommands } from '@/ui'
import { MoveDialog } from './move_dialog'
import { movesQuery, type Move, type Ticket } from './ticket_api'
import { Dot } from './ticket_badges'
import { useConfig } from '@/features/config'
import { useNextTicket } from './use_next'
import { useMove } from './use_ticket'

export const needsAnswers = (move: Move) => move.requires.length > 0 || move.group === 'done'

export function TicketMoves({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const navigate = useNavigate()
  const statuses = useConfig('statuses')
  const { data } = useQuery(movesQuery(ticket.id))
  const { busy, move } = useMove()
  const next = useNextTicket(ticket.id)
  const [asked, setAsked] = useState<Move>()

  const start = (wanted: Move) => {
    if (needsAnswers(wanted)) setAsked(wanted)
    else if (!busy) move(ticket, wanted)
  }
  const closing = data?.items.find((each) => each.group === 'done')
  useCommands(
    closing
      ? [
          {
            id: 'ticket.close',
            label: t('close'),
            group: t('this'),
            keys: 'e',
            run: () => {
              start(closing)
            },
          },
        ]
      : [],
  )
  /** The queue is worked to the end: after a closed ticket the next one opens by itself. */
  const closed = (after: Ticket) => {
    const done = t('moved', { number: after.number, status: statuses.label(after.status) })
    if (next === undefined) {
      notifyDone(done)
      return
    }
    notifyDone(done, {
      label: t('show_again', { number: after.number }),
      run: () => void navigate({ to: '/tickets/$id', params: { id: after.id }, search: true }),
    })
    void navigate({ to: '/tickets/$id', params: { id: next }, search: true, replace: true })
  }
  return (
    <>
      {data?.items.map((each) => (
        <Button
          key={each.to}
          variant={each.group === 'done' ? 'light' : 'default'}
          leftSection={<Dot colour={statuses.get(each.to)?.colour} />}
          disabled={busy}
          onClick={() => {
            start(each)
          }}
        >
          {statuses.label(each.to)}
        </Button>
      ))}
      {asked && data && (
        <MoveDialog
          ticket={ticket}
          move={asked}
          resolutions={data.resolutions}
          onClose={() => {
            setAsked(undefined)
          }}
          onMoved={(after) => {
            setAsked(undefined)
            if (after.group === 'done') closed(after)
          }}
        />
      )}
    </>
  )
}
