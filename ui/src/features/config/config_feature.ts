import { IconListDetails } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { configTopic } from './config_api'

export const configFeature: Feature = {
  nav: [
    {
      to: '/lists',
      label: 'nav.lists',
      icon: IconListDetails,
      permission: 'config.write',
      keys: 'g l',
      section: 'settings',
    },
  ],
  topics: [configTopic],
}
