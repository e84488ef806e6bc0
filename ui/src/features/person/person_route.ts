// /people is the list, /people/new a window over it; each person has a page.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { can } from '@/api'
import { deskRoute, requirePermission } from '@/ui'
import { personList, personQuery } from './person_api'
import { changePersonView, parsePersonView } from './person_view'

export const personListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people',
  validateSearch: (search: Record<string, unknown>) => parsePersonView(search),
  beforeLoad: ({ context }) => {
    if (!can(context.session, 'person.network')) requirePermission(context.session, 'person.read')
  },
  loaderDeps: ({ search }) => changePersonView(search, { hide: undefined }),
  // Begins to load while the screen's code is on its way; the screen itself waits and shows errors.
  loader: ({ context, deps }) => {
    context.queryClient.infiniteQuery(personList(deps)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./person_list_page'), 'PersonListPage'),
})

export const personNewRoute = createRoute({
  getParentRoute: () => personListRoute,
  path: 'new',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'person.write')
  },
  component: lazyRouteComponent(() => import('./person_new_dialog'), 'PersonNewDialog'),
})

export const personRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people/$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  loader: ({ context, params }) => {
    context.queryClient.query(personQuery(params.id)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./person_page'), 'PersonPage'),
})

export const personRoutes = personListRoute.addChildren([personNewRoute])
