// /accounts is the list; an invitation and each account open over it.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, parseListView, requirePermission, type ListView } from '@/ui'

export type AccountView = ListView & { state?: string; role?: string }

const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

export const accountListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>): AccountView => {
    const state = word(search['state'])
    const role = word(search['role'])
    return {
      ...parseListView(search, ['email', 'created_at']),
      ...(state !== undefined && { state }),
      ...(role !== undefined && { role }),
    }
  },
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'account.read')
  },
  component: lazyRouteComponent(() => import('./account_list_page'), 'AccountListPage'),
})

const accountNewRoute = createRoute({
  getParentRoute: () => accountListRoute,
  path: 'new',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'account.invite')
  },
  component: lazyRouteComponent(() => import('./account_dialogs'), 'AccountNewDialog'),
})

export const accountRoute = createRoute({
  getParentRoute: () => accountListRoute,
  path: '$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  component: lazyRouteComponent(() => import('./account_dialogs'), 'AccountEditDialog'),
})

export const accountRoutes = accountListRoute.addChildren([accountNewRoute, accountRoute])
