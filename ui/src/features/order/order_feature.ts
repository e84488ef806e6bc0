import { IconReceipt } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { orderTopic } from './order_topic'

export const orderFeature: Feature = {
  nav: [
    {
      to: '/ledger',
      label: 'nav.ledger',
      icon: IconReceipt,
      permission: 'delivery.create',
      own: true,
      keys: 'g m',
      section: 'work',
    },
  ],
  topics: [orderTopic],
}
