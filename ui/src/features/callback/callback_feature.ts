import { IconPhoneOutgoing } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { callbackTopic } from './callback_api'

export const callbackFeature: Feature = {
  nav: [
    {
      to: '/callbacks',
      label: 'nav.callbacks',
      icon: IconPhoneOutgoing,
      permission: 'person.contact',
      section: 'work',
    },
  ],
  topics: [callbackTopic],
}
