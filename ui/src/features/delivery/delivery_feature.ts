import { IconTruckDelivery } from '@tabler/icons-react'
import type { Feature } from '@/ui'

export const deliveryFeature: Feature = {
  nav: [
    {
      to: '/deliveries',
      label: 'nav.deliveries',
      icon: IconTruckDelivery,
      permission: ['delivery.read', 'delivery.create'],
      keys: 'g d',
      section: 'work',
    },
  ],
  topics: [],
}
