// An order, or a task of it, that leads to the delivery, for whoever may open it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { can } from '@/api'
import { useSession } from '@/ui'
import { useTaskName } from './money'
import { orderQuery } from './order_api'

export function OrderLink({ id, taskId }: { id: number; taskId?: number }) {
  const session = useSession()
  const mayRead = can(session, 'delivery.read') || can(session, 'delivery.create')
  const { data: order } = useQuery({ ...orderQuery(id), enabled: mayRead, retry: false })
  const taskName = useTaskName(order?.tasks ?? [])
  if (!order) return `#${String(taskId ?? id)}`
  const reference = order.reference === null ? '' : ` · ${order.reference}`
  return (
    <Link to="/deliveries/$id" params={{ id }}>
      {taskId === undefined ? `#${String(id)}${reference}` : taskName(taskId)}
    </Link>
  )
}
