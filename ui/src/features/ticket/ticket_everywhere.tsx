// What of the tickets is at hand on every screen: the window for a new one, and its shortcut.
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useWords } from '@/i18n'
import { useCommands } from '@/ui'
import { openNewTicket, useNewTicket } from './new_ticket'
import { useListName, useNewName, useStaff } from './use_ticket'

const NewTicketDialog = lazy(() => import('./new_ticket_dialog'))

export default function TicketEverywhere() {
  const t = useWords('common')
  const navigate = useNavigate()
  const preset = useNewTicket()
  const staff = useStaff()
  const group = useListName()
  const newName = useNewName()
  useCommands(
    [
      {
        id: 'ticket.new',
        label: newName,
        group,
        keys: 'n',
        run: () => {
          openNewTicket()
        },
      },
      ...(staff
        ? [
            {
              id: 'ticket.board',
              label: t('nav.tickets.board'),
              group,
              keys: 'g b',
              run: () => void navigate({ to: '/tickets/board' }),
            },
          ]
        : []),
    ],
    true,
  )
  return <Suspense>{preset && <NewTicketDialog preset={preset} />}</Suspense>
}
