import { IconHome } from '@tabler/icons-react'
import type { Feature } from '@/ui'

export const homeFeature: Feature = {
  nav: [{ to: '/home', label: 'nav.home', icon: IconHome, keys: 'g h', section: 'work' }],
  topics: [],
}
