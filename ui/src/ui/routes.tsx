// The two roots that all routes hang from: the bare page, and the desk for who is signed in.
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { can, Problem, sessionQuery, type Session } from '@/api'
import { followLanguage } from '@/i18n'
import { BareErrorPage, BareNotFoundPage } from './error_page'
import { Shell } from './shell'

interface RouterContext {
  queryClient: QueryClient
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: BareNotFoundPage,
})

/** Everything below needs a session and is shown inside the shell. */
export const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'desk',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.query({ ...sessionQuery, staleTime: 'static' })
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href } })
    await followLanguage(session.person.locale)
    return { session }
  },
  component: Shell,
  errorComponent: BareErrorPage,
})

/** For a route's beforeLoad: who may not see it is told so. */
export function requirePermission(session: Session, permission: string): void {
  if (!can(session, permission))
    throw new Problem({ status: 403, code: 'permission.missing', detail: `This needs the permission ${permission}.` })
}
