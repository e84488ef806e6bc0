export { forgottenRoute, passwordRoute, registerRoute, signInRoute } from './session_route'
export { afterSignIn, isOtherEntry } from './start'
