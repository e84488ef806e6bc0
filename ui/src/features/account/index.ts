export { accountFeature } from './account_feature'
export { accountRoutes } from './account_route'
