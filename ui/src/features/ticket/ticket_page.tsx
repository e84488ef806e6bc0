// One ticket: what it is, what was said and done, and what to do next.
import { Paper, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { asProblem } from '@/api'
import { useWords } from '@/i18n'
import { useTicketRead } from '@/features/notice'
import { Failed, GonePage, NotFoundPage, TicketPanels } from '@/ui'
import { ticketQuery } from './ticket_api'
import { TicketComposer } from './ticket_composer'
import { ReportFacts, TicketFacts } from './ticket_facts'
import { TicketHeader } from './ticket_header'
import classes from './ticket_page.module.css'
import { ticketRoute } from './ticket_route'
import { TicketTimeline } from './ticket_timeline'
import { useStaff } from './use_ticket'

export function TicketPage() {
  const t = useWords('ticket')
  const staff = useStaff()
  const { id } = ticketRoute.useParams()
  const ticket = useQuery({ ...ticketQuery(id), enabled: Number.isInteger(id) && id > 0 })
  useTicketRead(ticket.data?.id ?? null)

  if (!Number.isInteger(id) || id < 1) return <NotFoundPage />
  if (ticket.isError && !ticket.data)
    return asProblem(ticket.error).status === 404 ? (
      <GonePage title={t(staff ? 'gone.title' : 'own.gone')} text={t(staff ? 'gone.text' : 'own.gone.text')} />
    ) : (
      <Failed error={ticket.error} onRetry={() => void ticket.refetch()} />
    )
  if (!ticket.data)
    return (
      <Stack aria-hidden>
        <Skeleton height={36} width="70%" />
        <Skeleton height={24} width="40%" />
        <Skeleton height={120} radius="lg" />
        <Skeleton height={120} radius="lg" />
      </Stack>
    )
  return (
    <article key={id} className={classes['page']} aria-label={ticket.data.number}>
      <TicketHeader ticket={ticket.data} />
      <div className={classes['columns']} data-staff={staff}>
        <div className={classes['talk']}>
          {!staff && <ReportFacts ticket={ticket.data} />}
          <TicketPanels ticketId={id} orderId={ticket.data.order_id} />
          <TicketTimeline ticket={ticket.data} />
          <TicketComposer ticket={ticket.data} />
        </div>
        {staff && (
          <Paper
            component="aside"
            withBorder
            radius="lg"
            p="md"
            aria-label={t('facts')}
            className={classes['facts'] ?? ''}
          >
            <TicketFacts ticket={ticket.data} />
          </Paper>
        )}
      </div>
    </article>
  )
}
