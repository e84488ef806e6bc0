// What other features show on a ticket.
import { Suspense } from 'react'
import { useFeatures } from './features_context'

export function TicketPanels(props: { ticketId: number; orderId: number | null }) {
  const panels = useFeatures().flatMap(({ ticketPanel }) => (ticketPanel ? [ticketPanel] : []))
  return (
    <Suspense>
      {panels.map((Panel, at) => (
        <Panel key={at} {...props} />
      ))}
    </Suspense>
  )
}
