import { IconScale } from '@tabler/icons-react'
import { lazy } from 'react'
import type { Feature } from '@/ui'

export const incidentFeature: Feature = {
  nav: [
    {
      to: '/decisions',
      label: 'nav.decisions',
      icon: IconScale,
      permission: 'delivery.decide',
      keys: 'g e',
      section: 'work',
      badge: lazy(() => import('./waiting_badge')),
    },
  ],
  topics: [],
  ticketPanel: lazy(() => import('./ticket_panel')),
}
