export { useRoles } from './role_api'
export { roleFeature } from './role_feature'
export { roleRoutes } from './role_route'
