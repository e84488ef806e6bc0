// How it goes with mail in and out: one line for the mailbox that is read, one for the server that mails leave by.
import { Badge, Group, Paper, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconAlertTriangle, IconCheck, IconMinus } from '@tabler/icons-react'
import { useWords } from '@/i18n'
import { Failed, Time } from '@/ui'
import { channelsQuery, type Channel } from './mail_api'

const icons = { off: IconMinus, failing: IconAlertTriangle, well: IconCheck }
const colors = { off: 'gray', failing: 'red', well: 'pine' }

function stateOf({ configured, failing }: Channel): keyof typeof icons {
  if (!configured) return 'off'
  return failing ? 'failing' : 'well'
}

export function ChannelStatus() {
  const t = useWords('mail')
  const { data = [], error, refetch } = useQuery(channelsQuery)
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" role="group" aria-label={t('channels')}>
      {data.map((channel) => (
        <One key={channel.key} channel={channel} />
      ))}
    </SimpleGrid>
  )
}

function One({ channel }: { channel: Channel }) {
  const t = useWords('mail')
  const state = stateOf(channel)
  const Icon = icons[state]
  return (
    <Paper withBorder radius="md" px="md" py="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {t.find(`channel.${channel.key}`) ?? channel.key}
        </Text>
        <Badge
          variant="default"
          tt="none"
          fw={500}
          leftSection={<Icon size={12} color={`var(--mantine-color-${colors[state]}-6)`} aria-hidden />}
        >
          {t(`channel.state.${state}`)}
        </Badge>
      </Group>
      {channel.success_at !== null && (
        <Text size="xs" c="dimmed">
          {t('channel.success')} <Time iso={channel.success_at} />
        </Text>
      )}
      {channel.backlog > 0 && <Text size="xs">{t('channel.backlog', { count: channel.backlog })}</Text>}
      {channel.failing && channel.last_error !== null && (
        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
          {channel.last_error}
        </Text>
      )}
    </Paper>
  )
}
