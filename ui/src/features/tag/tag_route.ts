// /tags is the list; a new tag and each tag open over it, with an address of their own.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, parseListView, requirePermission } from '@/ui'
import { tagList } from './tag_api'

export const tagListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/tags',
  validateSearch: (search: Record<string, unknown>) => parseListView(search, ['name', 'created_at']),
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'tag.read')
  },
  loaderDeps: ({ search: { q, sort } }) => ({ ...(q !== undefined && { q }), ...(sort !== undefined && { sort }) }),
  // Begins to load while the screen's code is on its way; the screen itself waits and shows errors.
  loader: ({ context, deps }) => {
    context.queryClient.infiniteQuery(tagList(deps)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./tag_list_page'), 'TagListPage'),
})

export const tagNewRoute = createRoute({
  getParentRoute: () => tagListRoute,
  path: 'new',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'tag.write')
  },
  component: lazyRouteComponent(() => import('./tag_dialogs'), 'TagNewDialog'),
})

export const tagEditRoute = createRoute({
  getParentRoute: () => tagListRoute,
  path: '$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'tag.write')
  },
  component: lazyRouteComponent(() => import('./tag_dialogs'), 'TagEditDialog'),
})

export const tagRoutes = tagListRoute.addChildren([tagNewRoute, tagEditRoute])
