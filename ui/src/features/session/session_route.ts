import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '@/api'
import { BareErrorPage, rootRoute } from '@/ui'
import { afterSignIn, isOtherEntry, safeNext } from './start'

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(search['next'])
    return next === '/' ? {} : { next }
  },
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.query({ ...sessionQuery, staleTime: 'static' })
    if (!session) return
    const href = afterSignIn(session.roles, search.next)
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    throw redirect({ href, reloadDocument: isOtherEntry(href) })
  },
  component: lazyRouteComponent(() => import('./sign_in_page'), 'SignInPage'),
  errorComponent: BareErrorPage,
})

/** Mails link here, with a token that works once. */
export const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === 'string' && token !== '' ? { token } : {},
  component: lazyRouteComponent(() => import('./password_page'), 'PasswordPage'),
  errorComponent: BareErrorPage,
})

/** Linked to where the company lets customers make accounts for themselves. */
export const registerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/register',
  component: lazyRouteComponent(() => import('./register_page'), 'RegisterPage'),
  errorComponent: BareErrorPage,
})

export const forgottenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgotten-password',
  component: lazyRouteComponent(() => import('./forgotten_page'), 'ForgottenPage'),
  errorComponent: BareErrorPage,
})
