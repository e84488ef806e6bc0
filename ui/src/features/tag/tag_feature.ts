import { IconTags } from '@tabler/icons-react'
import type { Feature } from '@/ui'
import { tags } from './tag_api'

export const tagFeature: Feature = {
  nav: [{ to: '/tags', label: 'nav.tags', icon: IconTags, permission: 'tag.read', keys: 'g t', section: 'settings' }],
  topics: [tags.topic],
}
