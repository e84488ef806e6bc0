import { IconKey } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { roleTopic } from './role_api'

export const roleFeature: Feature = {
  nav: [{ to: '/roles', label: 'nav.roles', icon: IconKey, permission: 'role.read', keys: 'g r', section: 'settings' }],
  topics: [roleTopic],
}
