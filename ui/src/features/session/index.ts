export { signInRoute } from './session_route'
