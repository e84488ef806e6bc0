// /mail/outbox is what leaves, /mail/quarantine what came and could not be read.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, requirePermission } from '@/ui'

export const outboxRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/mail/outbox',
  validateSearch: ({ state }: Record<string, unknown>): { state?: string } =>
    typeof state === 'string' && state !== '' ? { state } : {},
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'system.read')
  },
  component: lazyRouteComponent(() => import('./outbox_page'), 'OutboxPage'),
})

export const quarantineRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/mail/quarantine',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'mail.read')
  },
  component: lazyRouteComponent(() => import('./quarantine_page'), 'QuarantinePage'),
})
