import { IconUsers } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { personTopic } from './person_api'

export const personFeature: Feature = {
  nav: [
    {
      to: '/people',
      label: 'nav.people',
      icon: IconUsers,
      permission: ['person.read', 'person.network'],
      keys: 'g p',
      section: 'work',
    },
  ],
  topics: [personTopic],
}
