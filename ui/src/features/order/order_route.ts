// /ledger is one's own, /ledger/7 that of a person.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute } from '@/ui'

export const ledgerRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./ledger_page'), 'OwnLedgerPage'),
})

export const ledgerOfRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/ledger/$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  component: lazyRouteComponent(() => import('./ledger_page'), 'LedgerPage'),
})
