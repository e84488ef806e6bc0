// The deliveries: of dispatch all, of a shop its own (DL-9, DL-13).
import { Badge, Stack, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconTruckDelivery } from '@tabler/icons-react'
import { useWords } from '@/i18n'
import { ColumnPicker, Empty, Page, ResourceTable, useResourceList, useSession, type Column } from '@/ui'
import { orderList, orders, Total, useStores, type Order } from '@/features/order'
import { useCouriers } from './delivery_api'
import { Conclusion } from './delivery_badges'
import classes from './delivery.module.css'
import { DeliveryFilters } from './delivery_filters'
import { deliveryListRoute } from './delivery_route'
import { changeDeliveryView, hasFilter, toQuery, type DeliveryViewChange } from './delivery_view'
import { WindowText } from './window_text'

function useColumns(): Column<Order>[] {
  const t = useWords('delivery')
  const stores = useStores()
  const couriers = useCouriers()
  const last = (order: Order) => order.tasks.findLast((task) => task.type === 'dropoff') ?? order.tasks.at(-1)
  const names = (order: Order) => {
    const known = [...new Set(order.tasks.map((task) => task.courier_id))]
    return known.map((id) => couriers.name(id) ?? (id === null ? t('courier.none') : `#${String(id)}`)).join(', ')
  }
  return [
    {
      name: 'number',
      label: t('delivery'),
      main: true,
      cell: (order) => (
        <>
          <Link to="/deliveries/$id" params={{ id: order.id }}>
            #{order.id}
            {order.reference !== null && ` · ${order.reference}`}
          </Link>
          <Text size="xs" c="dimmed">
            {last(order)?.address.name ?? last(order)?.address.street}
          </Text>
        </>
      ),
    },
    { name: 'store', label: t('store'), wide: true, cell: (order) => stores.name(order.store_id) },
    {
      name: 'window',
      label: t('window'),
      wide: true,
      cell: (order) => {
        const task = last(order)
        return task && <WindowText after={task.after} before={task.before} />
      },
    },
    ...(couriers.all.length > 0
      ? [{ name: 'courier', label: t('courier'), wide: true, cell: names } satisfies Column<Order>]
      : []),
    { name: 'conclusion', label: t('conclusion'), cell: (order) => <Conclusion order={order} /> },
    {
      name: 'incidents',
      label: t('incidents'),
      wide: true,
      cell: (order) => (
        <>
          {order.waiting > 0 && (
            <Badge color="yellow" variant="light" tt="none" className={classes['badge'] ?? ''}>
              {t('waiting', { count: order.waiting })}
            </Badge>
          )}{' '}
          {order.incidents > 0 && t('reported', { count: order.incidents })}
        </>
      ),
    },
    {
      name: 'total',
      label: t('total'),
      sorts: true,
      cell: (order) => (
        <div className={classes['number']}>
          <Total order={order} />
        </div>
      ),
    },
  ]
}

export function DeliveryListPage() {
  const t = useWords('delivery')
  const navigate = useNavigate()
  const session = useSession()
  const view = deliveryListRoute.useSearch()
  const list = useResourceList(orders, orderList(toQuery(view, session.person.time_zone)))
  const columns = useColumns()
  const setView = (change: DeliveryViewChange) =>
    void navigate({ to: '/deliveries', search: changeDeliveryView(view, change), replace: true })
  return (
    <Page title={t('deliveries')} name="deliveries" tip={t('tip')} wide>
      <Stack gap="md">
        <DeliveryFilters view={view} onView={setView}>
          <ColumnPicker
            columns={columns}
            view={view}
            onHide={(hide) => {
              setView({ hide })
            }}
          />
        </DeliveryFilters>
        <ResourceTable
          label={t('deliveries')}
          list={list}
          columns={columns}
          view={view}
          onView={setView}
          empty={
            <Empty icon={<IconTruckDelivery aria-hidden />} title={t('empty')}>
              {hasFilter(view) ? t('empty.filtered') : t('empty.text')}
            </Empty>
          }
        />
      </Stack>
    </Page>
  )
}
