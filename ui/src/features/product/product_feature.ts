import { IconPackage } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { products } from './product_api'

export const productFeature: Feature = {
  nav: [
    {
      to: '/products',
      label: 'nav.products',
      icon: IconPackage,
      permission: 'product.read',
      keys: 'g o',
      section: 'settings',
    },
  ],
  topics: [products.topic],
}
