export { callbackFeature } from './callback_feature'
export { callbackRoute } from './callback_route'
