import { createRoute, redirect } from '@tanstack/react-router'
import { afterSignIn, isOtherEntry } from '@/features/session'
import { deskRoute } from '@/ui'
import { HomePage } from './home_page'

/** The bare address: to the work of one's role. */
export const startRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const href = afterSignIn(context.session.roles, undefined)
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    throw redirect({ href, replace: true, reloadDocument: isOtherEntry(href) })
  },
})

export const homeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/home',
  component: HomePage,
})
