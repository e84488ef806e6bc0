import { IconTicket } from '@tabler/icons-react'
import { lazy } from 'react'
import type { Feature } from '@/ui'
import { presenceTopic } from './ticket_presence'
import { ticketTopic } from './ticket_topic'

export const ticketFeature: Feature = {
  nav: [
    {
      to: '/tickets',
      label: 'nav.tickets',
      ownLabel: 'nav.reports',
      icon: IconTicket,
      permission: 'self',
      keys: 'g i',
      section: 'work',
    },
  ],
  topics: [ticketTopic, presenceTopic],
  everywhere: lazy(() => import('./ticket_everywhere')),
}
