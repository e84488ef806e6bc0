// Amounts: always with their sign where they are a difference, the old one struck through where it does not hold.
import { Text } from '@mantine/core'
import { useFormat, useWords } from '@/i18n'
import type { Order, Task } from './order_api'

export function useSigned(): (minor: number, currency: string) => string {
  const format = useFormat()
  return (minor, currency) => `${minor > 0 ? '+' : ''}${format.money(minor, currency)}`
}

type Priced = Pick<Order, 'total' | 'previous_total' | 'currency' | 'cancelled_at' | 'status'>

/** The total; of what was cancelled the last price is struck through before it. */
export function Total({ order, size = 'sm' }: { order: Priced; size?: string }) {
  const t = useWords('order')
  const format = useFormat()
  const old = order.status === 'cancelled' && order.previous_total !== null ? order.previous_total : null
  return (
    <Text component="span" size={size} fw={600} style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
      {old !== null && (
        <>
          <Text
            component="del"
            td="line-through"
            inherit
            c="dimmed"
            fw={400}
            aria-label={t('was', { amount: format.money(old, order.currency) })}
          >
            {format.money(old, order.currency)}
          </Text>{' '}
        </>
      )}
      {format.money(order.total, order.currency)}
    </Text>
  )
}

/** How a task is called in a line: "Drop-off: Cabinet Leroy". */
export function useTaskName(tasks: readonly Task[]): (id: number) => string {
  const t = useWords('order')
  const format = useFormat()
  return (id) => {
    const task = tasks.find((each) => each.id === id)
    if (!task) return t('task', { id: String(id) })
    return format.named(t(`type.${task.type}`), task.address.name ?? task.address.street ?? String(id))
  }
}
