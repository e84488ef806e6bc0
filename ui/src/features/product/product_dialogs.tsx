// A new product, and an existing one to change; both over the list.
import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { languageNames, languages, useLanguage, useWords } from '@/i18n'
import { useStores } from '@/features/order'
import { ConflictDialog, Dialog, Failed, notifyDone, useAppForm, useEdit } from '@/ui'
import { createProduct, loadProduct, productQuery, products, updateProduct, type Product } from './product_api'
import { bodyOf, EMPTY, ProductForm, valuesOf, type ProductValues } from './product_form'
import { productEditRoute, productListRoute } from './product_route'

function useBackToList(): () => void {
  const navigate = useNavigate()
  const view = productListRoute.useSearch()
  return () => void navigate({ to: '/products', search: view })
}

function ProductDialog({ title, children }: { title: string; children: ReactNode }) {
  const back = useBackToList()
  return (
    <Dialog opened onClose={back} title={title} size="lg" closeOnClickOutside={false}>
      {children}
    </Dialog>
  )
}

export function ProductNewDialog() {
  const t = useWords('product')
  const language = useLanguage()
  const queryClient = useQueryClient()
  const back = useBackToList()
  const form = useAppForm<ProductValues, Product>({
    values: EMPTY,
    save: (values, idempotencyKey) => createProduct(bodyOf(values), idempotencyKey),
    done: (product) => {
      products.store(queryClient, product)
      void products.reload(queryClient)
      notifyDone(t('created', { name: product.names[language] }))
      back()
    },
  })
  return (
    <ProductDialog title={t('new')}>
      <ProductForm form={form} action={t('create')} onCancel={back} />
    </ProductDialog>
  )
}

export function ProductEditDialog() {
  const t = useWords('product')
  const { id } = productEditRoute.useParams()
  const product = useQuery(productQuery(id))
  return (
    <ProductDialog title={t('edit')}>
      {product.isPending && (
        <Center h={180}>
          <Loader />
        </Center>
      )}
      {product.isError && <Failed error={product.error} onRetry={() => void product.refetch()} />}
      {product.data && <ProductEditor key={id} product={product.data} />}
    </ProductDialog>
  )
}

function ProductEditor({ product }: { product: Product }) {
  const t = useWords('product')
  const language = useLanguage()
  const stores = useStores()
  const queryClient = useQueryClient()
  const back = useBackToList()
  const edit = useEdit<Product, ProductValues>({
    record: product,
    valuesOf,
    load: () => loadProduct(product.id),
    // The names are one field to the server: of those that I left, the ones of the version that I change.
    save: (base, changes) => updateProduct(base, bodyOf({ ...valuesOf(base), ...changes })),
    done: (after, before) => {
      products.store(queryClient, after)
      back()
      if (after.version !== before.version) notifyDone(t('saved', { name: after.names[language] }))
    },
  })
  return (
    <>
      <ProductForm form={edit.form} action={t('save')} onCancel={back} />
      <ConflictDialog
        edit={edit}
        fields={[
          { name: 'sku', label: t('sku') },
          ...languages.map((each) => ({
            name: `names.${each}` as const,
            label: `${t('name')} · ${languageNames[each]}`,
          })),
          {
            name: 'store_id',
            label: t('store'),
            show: (id) => (id === null ? t('store.own') : stores.name(Number(id))),
          },
        ]}
      />
    </>
  )
}
