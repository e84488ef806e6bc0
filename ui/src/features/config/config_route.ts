// /lists shows every list there is; /lists/statuses is one of them, its entries open over it.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, requirePermission } from '@/ui'
import { shapesQuery } from './config_api'
import { listQuery } from './use_config'

export interface EntriesView {
  q?: string
  /** Archived entries are shown too. */
  archived?: true
}

export const configRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/lists',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'config.write')
  },
  loader: ({ context }) => {
    context.queryClient.query(shapesQuery).catch(() => undefined)
  },
})

const overviewRoute = createRoute({
  getParentRoute: () => configRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview_page'), 'OverviewPage'),
})

export const listRoute = createRoute({
  getParentRoute: () => configRoute,
  path: '$list',
  validateSearch: ({ q, archived }: Record<string, unknown>): EntriesView => ({
    ...((typeof q === 'string' || typeof q === 'number') && q !== '' && { q: String(q) }),
    ...(archived === true && { archived }),
  }),
  loader: ({ context, params }) => {
    context.queryClient.query(listQuery(params.list)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./list_page'), 'ListPage'),
})

/** An address that ends in .something is a file to the server: a key's points stand there as ~. */
export const keyParam = {
  parse: ({ key }: { key: string }) => ({ key: key.replaceAll('~', '.') }),
  stringify: ({ key }: { key: string }) => ({ key: key.replaceAll('.', '~') }),
}

export const entryNewRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'new',
  validateSearch: ({ below }: Record<string, unknown>): { below?: string } =>
    typeof below === 'string' ? { below } : {},
  component: lazyRouteComponent(() => import('./entry_dialog'), 'EntryNewDialog'),
})

export const entryRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'entry/$key',
  params: keyParam,
  component: lazyRouteComponent(() => import('./entry_dialog'), 'EntryEditDialog'),
})

export const membersRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'members/$key',
  params: keyParam,
  component: lazyRouteComponent(() => import('./members_dialog'), 'MembersDialog'),
})

export const configRoutes = configRoute.addChildren([
  overviewRoute,
  listRoute.addChildren([entryNewRoute, entryRoute, membersRoute]),
])
