// One delivery: its tasks, what was reported and proposed, its price and how it came about.
import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState, type ReactNode } from 'react'
import { asProblem, can } from '@/api'
import { useFormat, useWords } from '@/i18n'
import { Failed, GonePage, NotFoundPage, Page, useSession } from '@/ui'
import { IncidentList, Proposals } from '@/features/incident'
import {
  AdjustPriceDialog,
  CancelOrderDialog,
  OrderHistory,
  orderQuery,
  PriceLines,
  Total,
  useStores,
  useTaskName,
  type Order,
} from '@/features/order'
import { openNewTicket } from '@/features/ticket'
import { Conclusion } from './delivery_badges'
import classes from './delivery.module.css'
import { deliveryRoute } from './delivery_route'
import { TaskPanel } from './task_panel'

function Block({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper component="section" withBorder radius="lg" p="md" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

function Head({ order }: { order: Order }) {
  const t = useWords('delivery')
  const stores = useStores()
  const session = useSession()
  const payer = stores.get(order.store_id)?.person_id
  return (
    <Group gap="md" align="center">
      <Conclusion order={order} />
      <Text>{stores.name(order.store_id)}</Text>
      <Total order={order} size="lg" />
      {order.status !== 'cancelled' && order.previous_total !== null && (
        <PreviousTotal order={order} previous={order.previous_total} />
      )}
      {payer !== undefined && payer !== session.person.id && can(session, 'ledger.read') && (
        <Link to="/ledger/$id" params={{ id: payer }}>
          {t('ledger')}
        </Link>
      )}
      {payer === session.person.id && <Link to="/ledger">{t('ledger')}</Link>}
    </Group>
  )
}

function PreviousTotal({ order, previous }: { order: Order; previous: number }) {
  const t = useWords('delivery')
  const format = useFormat()
  return (
    <Text size="sm" c="dimmed">
      {t('previous', { total: format.money(previous, order.currency) })}
    </Text>
  )
}

function Delivery({ order }: { order: Order }) {
  const t = useWords('delivery')
  const session = useSession()
  const taskName = useTaskName(order.tasks)
  // A sale has its lines and its history; what is done about one is yet to come.
  const isDelivery = order.kind === 'delivery'
  const format = useFormat()
  const [isCancelling, setCancelling] = useState(false)
  const [isAdjusting, setAdjusting] = useState(false)
  const actions = (
    <>
      <Button
        variant="default"
        onClick={() => {
          openNewTicket({ order })
        }}
      >
        {t(session.staff ? 'ticket' : 'ticket.own')}
      </Button>
      {isDelivery && can(session, 'delivery.write') && order.status !== 'cancelled' && (
        <Button
          variant="default"
          onClick={() => {
            setAdjusting(true)
          }}
        >
          {t('order.adjust')}
        </Button>
      )}
      {isDelivery && can(session, 'order.write') && order.status !== 'cancelled' && (
        <Button
          variant="default"
          onClick={() => {
            setCancelling(true)
          }}
        >
          {t('order.cancel')}
        </Button>
      )}
    </>
  )
  const reference = order.reference === null ? '' : ` · ${order.reference}`
  return (
    <Page
      title={`${t(isDelivery ? 'title' : 'title.sale', { id: String(order.id) })}${reference}`}
      name="delivery"
      actions={actions}
      wide
    >
      <Head order={order} />
      {order.comments !== null && <Text size="sm">{format.quoted(order.comments)}</Text>}
      <Proposals filter={{ order: [order.id] }} />
      <div className={classes['columns']}>
        {isDelivery && (
          <Stack gap="md">
            <Title order={2} size="h5">
              {t('tasks')}
            </Title>
            {order.tasks.map((task) => (
              <TaskPanel key={task.id} task={task} name={taskName(task.id)} />
            ))}
            <Block title={t('incidents')}>
              <IncidentList orderId={order.id} taskName={taskName} />
            </Block>
          </Stack>
        )}
        <Stack gap="md">
          <Block title={t('price')}>
            <PriceLines label={t('price')} lines={order.price_lines} currency={order.currency} taskName={taskName} />
          </Block>
          <Block title={t('history')}>
            <OrderHistory order={order} taskName={taskName} />
          </Block>
        </Stack>
      </div>
      {isAdjusting && (
        <AdjustPriceDialog
          order={order}
          onClose={() => {
            setAdjusting(false)
          }}
        />
      )}
      {isCancelling && (
        <CancelOrderDialog
          order={order}
          onClose={() => {
            setCancelling(false)
          }}
        />
      )}
    </Page>
  )
}

export function DeliveryPage() {
  const t = useWords('delivery')
  const { id } = deliveryRoute.useParams()
  const isId = Number.isInteger(id) && id > 0
  const order = useQuery({ ...orderQuery(id), enabled: isId })
  if (!isId) return <NotFoundPage />
  if (order.error && !order.data)
    return asProblem(order.error).status === 404 ? (
      <GonePage title={t('gone')} text={t('gone.text')} />
    ) : (
      <Failed error={order.error} onRetry={() => void order.refetch()} />
    )
  if (!order.data)
    return (
      <Stack aria-hidden>
        <Skeleton height={36} width="50%" />
        <Skeleton height={120} radius="lg" />
        <Skeleton height={120} radius="lg" />
      </Stack>
    )
  return <Delivery key={id} order={order.data} />
}
