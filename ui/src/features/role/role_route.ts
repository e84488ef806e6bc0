// /roles is the matrix; each role opens over it.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, requirePermission } from '@/ui'

export const roleListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/roles',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'role.read')
  },
  component: lazyRouteComponent(() => import('./role_list_page'), 'RoleListPage'),
})

const roleNewRoute = createRoute({
  getParentRoute: () => roleListRoute,
  path: 'new',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'role.write')
  },
  component: lazyRouteComponent(() => import('./role_dialogs'), 'RoleNewDialog'),
})

export const roleRoute = createRoute({
  getParentRoute: () => roleListRoute,
  path: 'of/$key',
  component: lazyRouteComponent(() => import('./role_dialogs'), 'RoleEditDialog'),
})

export const roleRoutes = roleListRoute.addChildren([roleNewRoute, roleRoute])
