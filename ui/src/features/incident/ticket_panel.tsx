// On a ticket that was opened on a delivery: the proposal that came with it, and the way to the delivery.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Stack, Text } from '@mantine/core'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { useSession } from '@/ui'
import { orderQuery } from '@/features/order'
import { proposalsQuery } from './incident_api'
import { ProposalPanel } from './proposal_panel'

export default function TicketPanel({ ticketId, orderId }: { ticketId: number; orderId: number | null }) {
  const t = useWords('incident')
  const session = useSession()
  const mayRead = can(session, 'delivery.read') || can(session, 'delivery.create')
  const wanted = orderId !== null && mayRead
  const proposals = useInfiniteQuery({ ...proposalsQuery({ ticket: [ticketId] }), enabled: wanted })
  const order = useQuery({ ...orderQuery(orderId ?? 0), enabled: wanted, retry: false })
  if (orderId === null || order.data?.kind !== 'delivery') return null
  return (
    <Stack gap="sm" mb="md">
      <Text size="sm">
        <Link to="/deliveries/$id" params={{ id: orderId }}>
          {t('to_delivery', { id: String(orderId) })}
        </Link>
      </Text>
      {proposals.data?.pages
        .flatMap((page) => page.items)
        .map((proposal) => (
          <ProposalPanel key={proposal.id} proposal={proposal} />
        ))}
    </Stack>
  )
}
