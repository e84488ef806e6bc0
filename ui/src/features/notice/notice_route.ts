import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute } from '@/ui'

export const noticeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/notices',
  validateSearch: ({ show }: Record<string, unknown>): { show?: 'all' } => (show === 'all' ? { show: 'all' } : {}),
  component: lazyRouteComponent(() => import('./notice_page'), 'NoticePage'),
})
