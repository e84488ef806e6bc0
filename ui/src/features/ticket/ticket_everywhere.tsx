// What of the tickets is at hand on every screen: the window for a new one, and its shortcut.
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useWords } from '@/i18n'
import { useCommands } from '@/ui'
import { openNewTicket, useNewTicket } from './new_ticket'

const NewTicketDialog = lazy(() => import('./new_ticket_dialog'))

export default function TicketEverywhere() {
  const t = useWords('common')
  const navigate = useNavigate()
  const preset = useNewTicket()
  const group = t('nav.tickets')
  useCommands(
    [
      {
        id: 'ticket.new',
        label: t('nav.tickets.new'),
        group,
        keys: 'n',
        run: () => {
          openNewTicket()
        },
      },
      {
        id: 'ticket.board',
        label: t('nav.tickets.board'),
        group,
        keys: 'g b',
        run: () => void navigate({ to: '/tickets/board' }),
      },
    ],
    true,
  )
  return <Suspense>{preset && <NewTicketDialog preset={preset} />}</Suspense>
}
