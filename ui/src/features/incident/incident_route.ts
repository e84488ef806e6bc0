import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, requirePermission } from '@/ui'

export const decisionsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/decisions',
  validateSearch: (search: Record<string, unknown>): { show?: 'decided' } =>
    search['show'] === 'decided' ? { show: 'decided' } : {},
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'delivery.decide')
  },
  component: lazyRouteComponent(() => import('./decisions_page'), 'DecisionsPage'),
})
