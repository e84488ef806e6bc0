export { homeFeature } from './home_feature'
export { homeRoute } from './home_route'
