export { tagFeature } from './tag_feature'
export { tagRoutes } from './tag_route'
export { TagBadge } from './tag_badge'
export type { Tag } from './tag_api'
