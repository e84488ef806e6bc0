// What was reported about one order, with photos and the way to its tickets.
import { Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { Failed, Time, useSession } from '@/ui'
import { Evidence } from './evidence'
import { incidentsQuery, useReasonName, type Incident } from './incident_api'

function mapOf({ lat, lng }: { lat: number; lng: number }): string {
  const place = `${String(lat)}/${String(lng)}`
  return `https://www.openstreetmap.org/?mlat=${String(lat)}&mlon=${String(lng)}#map=18/${place}`
}

function Report({ incident, taskName }: { incident: Incident; taskName: (id: number) => string }) {
  const t = useWords('incident')
  const { staff } = useSession()
  const reasonName = useReasonName()
  return (
    <Stack component="li" gap={4}>
      <Group gap="xs">
        <Text fw={600}>{reasonName(incident.reason)}</Text>
        {incident.critical && (
          <Badge color="red.9" tt="none">
            {t('critical')}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {taskName(incident.task_id)} · {incident.reporter_name ?? t('somebody')} · <Time iso={incident.occurred_at} />
      </Text>
      {incident.ticket_number !== null && <Evidence ticketId={incident.ticket_id} />}
      <Group gap="md">
        {incident.ticket_number !== null && (
          <Link to="/tickets/$id" params={{ id: incident.ticket_id }}>
            {t(staff ? 'ticket' : 'report', { number: incident.ticket_number })}
            {incident.ticket_group !== null && ` · ${t(`group.${incident.ticket_group}`)}`}
          </Link>
        )}
        {incident.position && (
          <a href={mapOf(incident.position)} target="_blank" rel="noreferrer">
            {t('map')}
          </a>
        )}
      </Group>
    </Stack>
  )
}

export function IncidentList({ orderId, taskName }: { orderId: number; taskName: (id: number) => string }) {
  const t = useWords('incident')
  const incidents = useQuery(incidentsQuery({ order: [orderId] }))
  if (incidents.error) return <Failed error={incidents.error} onRetry={() => void incidents.refetch()} />
  if (!incidents.data) return <Skeleton height={60} aria-hidden />
  if (incidents.data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('none')}
      </Text>
    )
  return (
    <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
      {incidents.data.map((incident) => (
        <Report key={incident.ticket_id} incident={incident} taskName={taskName} />
      ))}
    </Stack>
  )
}
