import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute } from '@/ui'
import { orderList, orderQuery } from '@/features/order'
import { parseDeliveryView, toQuery } from './delivery_view'

export const deliveryListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/deliveries',
  validateSearch: (search: Record<string, unknown>) => parseDeliveryView(search),
  loaderDeps: ({ search }) => search,
  // Begins to load while the screen's code is on its way; the screen itself waits and shows errors.
  loader: ({ context, deps }) => {
    const query = toQuery(deps, context.session.person.time_zone)
    context.queryClient.infiniteQuery(orderList(query)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./delivery_list_page'), 'DeliveryListPage'),
})

export const deliveryRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/deliveries/$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  loader: ({ context, params }) => {
    context.queryClient.query(orderQuery(params.id)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./delivery_page'), 'DeliveryPage'),
})
