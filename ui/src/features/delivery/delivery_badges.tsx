// How an order ended, and where a task stands: always in words, the colour only helps.
import { Badge } from '@mantine/core'
import { useWords } from '@/i18n'
import type { Order, Task } from '@/features/order'
import classes from './delivery.module.css'

const END_COLOURS = {
  open: 'blue',
  cancelled: 'gray',
  failed: 'red',
  partial: 'orange',
  completed_critical: 'red',
  completed_with_incidents: 'yellow',
  completed: 'green',
} as const

export function Conclusion({ order }: { order: Order }) {
  const t = useWords('delivery')
  if (order.conclusion === null) return null
  return (
    <Badge color={END_COLOURS[order.conclusion]} variant="light" tt="none" className={classes['badge'] ?? ''}>
      {t(`conclusion.${order.conclusion}`)}
    </Badge>
  )
}

const TASK_COLOURS = { todo: 'gray', doing: 'blue', done: 'green', failed: 'red', cancelled: 'gray' } as const

export function TaskState({ task }: { task: Task }) {
  const t = useWords('delivery')
  return (
    <Badge color={TASK_COLOURS[task.status]} variant="light" tt="none" className={classes['badge'] ?? ''}>
      {t(`state.${task.status}`)}
    </Badge>
  )
}
