import { IconMailForward, IconMailQuestion } from '@tabler/icons-react'
import type { Feature } from '@/ui'

export const mailFeature: Feature = {
  nav: [
    { to: '/mail/outbox', label: 'nav.outbox', icon: IconMailForward, permission: 'system.read', section: 'settings' },
    {
      to: '/mail/quarantine',
      label: 'nav.quarantine',
      icon: IconMailQuestion,
      permission: 'mail.read',
      section: 'settings',
    },
  ],
  topics: [],
}
