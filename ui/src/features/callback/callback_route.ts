import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, requirePermission } from '@/ui'

export const callbackRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/callbacks',
  validateSearch: ({ state }: Record<string, unknown>): { state?: 'done' } =>
    state === 'done' ? { state: 'done' } : {},
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'person.contact')
  },
  component: lazyRouteComponent(() => import('./callback_page'), 'CallbackPage'),
})
