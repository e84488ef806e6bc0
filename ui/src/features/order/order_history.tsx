// What happened to an order and its tasks, newest first.
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useFormat, useWords } from '@/i18n'
import { Failed, More, Time } from '@/ui'
import { historyQuery, type Order, type OrderEvent } from './order_api'

function numbers(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [from, to] = value as unknown[]
  return typeof from === 'number' && typeof to === 'number' ? [from, to] : undefined
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const last: unknown = Array.isArray(value) ? value.at(-1) : undefined
  return typeof last === 'string' ? last : undefined
}

/** Reasons that are the names of events stand for themselves. */
const isWord = (text: string) => !/^(task|order)\.\w+$/.test(text)

function Entry({ event, order, taskName }: { event: OrderEvent; order: Order; taskName: (id: number) => string }) {
  const t = useWords('order')
  const format = useFormat()
  const changes = event.changes as Record<string, unknown>
  const total = numbers(changes['total'])
  const taskId = changes['task_id']
  const reason = textIn(changes['reason']) ?? textIn(changes['comment'])
  return (
    <li>
      <Text size="sm">
        <Text component="span" size="sm" fw={600}>
          {t.find(`event.${event.type}`) ?? event.type}
        </Text>
        {typeof taskId === 'number' && event.type.startsWith('task.') && ` · ${taskName(taskId)}`}
        {total && total[0] !== total[1] && (
          <>
            {' · '}
            <del>{format.money(total[0], order.currency)}</del> → {format.money(total[1], order.currency)}
          </>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {event.actor_name ?? t('system')} · <Time iso={event.at} />
        {reason !== undefined && isWord(reason) && ` · ${format.quoted(reason)}`}
      </Text>
    </li>
  )
}

export function OrderHistory({ order, taskName }: { order: Order; taskName: (id: number) => string }) {
  const t = useWords('order')
  const history = useInfiniteQuery(historyQuery(order.id))
  const events = history.data?.pages.flatMap((page) => page.items) ?? []
  if (history.error) return <Failed error={history.error} onRetry={() => void history.refetch()} />
  return (
    <>
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {events.map((event) => (
          <Entry key={event.id} event={event} order={order} taskName={taskName} />
        ))}
      </Stack>
      <More query={history} size="xs" mt="sm" label={t('history.more')} />
    </>
  )
}
