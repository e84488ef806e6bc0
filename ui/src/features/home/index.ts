export { homeFeature } from './home_feature'
export { homeRoute, startRoute } from './home_route'
