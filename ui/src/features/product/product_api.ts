// The calls about products, and how the cache holds them.
import { queryOptions } from '@tanstack/react-query'
import { api, call, defineResource, ifMatch, type components, type ListOptions } from '@/api'

export type Product = components['schemas']['product']
export type ProductChange = components['schemas']['product_patch']

const byId = (id: number) => ({ path: { id } })

export function loadProduct(id: number): Promise<Product> {
  return call(api.GET('/products/{id}', { params: byId(id) }))
}

export const products = defineResource('product', loadProduct)

export const productQuery = (id: number) =>
  queryOptions({ queryKey: products.keys.one(id), queryFn: () => loadProduct(id) })

export function productList(filter: { q?: string; sort?: string; archived?: boolean }): ListOptions<Product> {
  return products.list(filter, (cursor) =>
    call(api.GET('/products', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  )
}

const OFFERED_MAX = 20

/** The first of those that may be chosen and contain the text; all when it is empty. */
export const offeredQuery = (q: string) =>
  queryOptions({
    queryKey: ['product', 'offered', q],
    queryFn: async () =>
      (await call(api.GET('/products', { params: { query: { limit: OFFERED_MAX, ...(q !== '' && { q }) } } }))).items,
    staleTime: 60_000,
  })

export function createProduct(body: components['schemas']['product_new'], idempotencyKey: string): Promise<Product> {
  return call(api.POST('/products', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }))
}

export function updateProduct(product: Product, body: ProductChange): Promise<Product> {
  return call(api.PATCH('/products/{id}', { body, params: { ...byId(product.id), header: ifMatch(product) } }))
}
