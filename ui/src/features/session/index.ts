export { forgottenRoute, passwordRoute, registerRoute, signInRoute } from './session_route'
