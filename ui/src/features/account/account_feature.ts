import { IconUserShield } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { accounts } from './account_api'

export const accountFeature: Feature = {
  nav: [
    {
      to: '/accounts',
      label: 'nav.accounts',
      icon: IconUserShield,
      permission: 'account.read',
      keys: 'g u',
      section: 'settings',
    },
  ],
  topics: [accounts.topic],
}
