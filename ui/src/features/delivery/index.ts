export { deliveryFeature } from './delivery_feature'
export { deliveryListRoute, deliveryRoute } from './delivery_route'
