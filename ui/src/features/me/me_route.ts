import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute } from '@/ui'

export const meRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/me',
  component: lazyRouteComponent(() => import('./me_page'), 'MePage'),
})
