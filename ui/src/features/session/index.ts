export { forgottenRoute, passwordRoute, signInRoute } from './session_route'
