// The list of products: what the company sells, and what its stores do.
import { Badge, Button, Chip, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconPackage, IconPlus } from '@tabler/icons-react'
import { can, useChange } from '@/api'
import { useLanguage, useProblemText, useWords } from '@/i18n'
import {
  changeView,
  Empty,
  ListBar,
  notifyDone,
  notifyFailed,
  Page,
  ResourceTable,
  Time,
  useCommands,
  useResourceList,
  useSession,
  type Column,
} from '@/ui'
import { productList, products, updateProduct, type Product } from './product_api'
import { productListRoute, type ProductView } from './product_route'

export function ProductListPage() {
  const t = useWords('product')
  const language = useLanguage()
  const navigate = useNavigate()
  const mayWrite = can(useSession(), 'product.write')
  const view = productListRoute.useSearch()
  const list = useResourceList(products, productList(productListRoute.useLoaderDeps()))

  const turn = useArchiving()

  const setView = (change: { [K in keyof ProductView]: string | undefined }) =>
    void navigate({ to: '.', search: changeView(view, change), replace: true })
  const startNew = () => void navigate({ to: '/products/new', search: view })

  useCommands(mayWrite ? [{ id: 'product.new', label: t('new'), group: t('title'), keys: 'n', run: startNew }] : [])

  const columns: Column<Product>[] = [
    {
      name: 'name',
      label: t('name'),
      main: true,
      cell: (product) => (
        <Group gap="xs">
          {mayWrite ? (
            <Link to="/products/$id" params={{ id: product.id }} search={view}>
              {product.names[language]}
            </Link>
          ) : (
            product.names[language]
          )}
          {product.archived && <Badge variant="default">{t('archived')}</Badge>}
        </Group>
      ),
    },
    { name: 'sku', label: t('sku'), sorts: true, cell: (product) => product.sku },
    { name: 'store', label: t('store'), wide: true, cell: (product) => product.store_name ?? t('store.own') },
    {
      name: 'created_at',
      label: t('created_at'),
      wide: true,
      sorts: true,
      cell: (product) => <Time iso={product.created_at} />,
    },
  ]

  const newButton = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
      {t('new')}
    </Button>
  )
  const isFiltered = view.q !== undefined || view.archived !== undefined
  return (
    <Page name="product" title={t('title')} tip={t('tip')} actions={newButton}>
      <ListBar searchLabel={t('search')} columns={columns} view={view} onView={setView}>
        <Chip
          checked={view.archived === 'yes'}
          onChange={(on) => {
            setView({ archived: on ? 'yes' : undefined })
          }}
        >
          {t('archived.show')}
        </Chip>
      </ListBar>
      <ResourceTable
        label={t('title')}
        list={list}
        columns={columns}
        view={view}
        onView={setView}
        {...(mayWrite && {
          actions: (product: Product) => (
            <ArchiveButton
              product={product}
              onTurn={() => {
                turn(product, true)
              }}
            />
          ),
        })}
        empty={
          isFiltered ? (
            <Empty
              icon={<IconPackage aria-hidden />}
              title={view.q === undefined ? t('archived.none') : t('no_match', { q: view.q })}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setView({ q: undefined, archived: undefined })
                  }}
                >
                  {t('show_all')}
                </Button>
              }
            />
          ) : (
            <Empty icon={<IconPackage aria-hidden />} title={t('empty.title')} action={newButton}>
              {t('empty.text')}
            </Empty>
          )
        }
      />
      <Outlet />
    </Page>
  )
}

/** Can be taken back at any time, so it does not ask. The row leaves the list with it: so the page does it. */
function useArchiving() {
  const t = useWords('product', 'common')
  const language = useLanguage()
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const change = useChange((from: Product) => updateProduct(from, { archived: !from.archived }))
  const turn = (from: Product, canUndo: boolean) => {
    change.mutate(from, {
      onSuccess: (after) => {
        products.store(queryClient, after)
        void products.reload(queryClient)
        const name = after.names[language]
        const undo = {
          label: t('common:undo'),
          run: () => {
            turn(after, false)
          },
        }
        notifyDone(
          t(after.archived ? 'product:archive.done' : 'product:restore.done', { name }),
          canUndo ? undo : undefined,
        )
      },
      onError: (error) => {
        notifyFailed(problemText(error))
      },
    })
  }
  return turn
}

function ArchiveButton({ product, onTurn }: { product: Product; onTurn: () => void }) {
  const t = useWords('product')
  const name = product.names[useLanguage()]
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      aria-label={t(product.archived ? 'restore.of' : 'archive.of', { name })}
      onClick={onTurn}
    >
      {t(product.archived ? 'restore' : 'archive')}
    </Button>
  )
}
