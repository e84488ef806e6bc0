// /products is the list; a new product and each product open over it, with an address of their own.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { deskRoute, parseListView, requirePermission, type ListView } from '@/ui'
import { productList } from './product_api'

export type ProductView = ListView & { archived?: 'yes' }

export const productListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/products',
  validateSearch: (search: Record<string, unknown>): ProductView => ({
    ...parseListView(search, ['sku', 'created_at']),
    ...(search['archived'] === 'yes' && { archived: 'yes' }),
  }),
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'product.read')
  },
  loaderDeps: ({ search: { q, sort, archived } }) => ({
    ...(q !== undefined && { q }),
    ...(sort !== undefined && { sort }),
    ...(archived !== undefined && { archived: true }),
  }),
  // Begins to load while the screen's code is on its way; the screen itself waits and shows errors.
  loader: ({ context, deps }) => {
    context.queryClient.infiniteQuery(productList(deps)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./product_list_page'), 'ProductListPage'),
})

const productNewRoute = createRoute({
  getParentRoute: () => productListRoute,
  path: 'new',
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'product.write')
  },
  component: lazyRouteComponent(() => import('./product_dialogs'), 'ProductNewDialog'),
})

export const productEditRoute = createRoute({
  getParentRoute: () => productListRoute,
  path: '$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  beforeLoad: ({ context }) => {
    requirePermission(context.session, 'product.write')
  },
  component: lazyRouteComponent(() => import('./product_dialogs'), 'ProductEditDialog'),
})

export const productRoutes = productListRoute.addChildren([productNewRoute, productEditRoute])
