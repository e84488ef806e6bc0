import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute } from '@/ui'

export const homeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./home_page'), 'HomePage'),
})
