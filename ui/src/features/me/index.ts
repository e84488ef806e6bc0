export { meRoute } from './me_route'
