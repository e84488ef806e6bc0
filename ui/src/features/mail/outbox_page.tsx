// Mails that left, wait, failed or are held; those that failed or are held can be sent again (NT-3).
import { Anchor, Badge, Box, Button, Select, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconMailForward } from '@tabler/icons-react'
import { can, useChange } from '@/api'
import { useList } from '@/features/config'
import { useProblemText, useWords } from '@/i18n'
import {
  Empty,
  notifyDone,
  notifyFailed,
  Page,
  ResourceTable,
  Time,
  useResourceList,
  useSession,
  type Column,
} from '@/ui'
import { ChannelStatus } from './channel_status'
import { outbox, outboxList, resend, states, type Outgoing } from './mail_api'
import { outboxRoute } from './mail_route'

function State({ mail }: { mail: Outgoing }) {
  const t = useWords('mail')
  return (
    <Badge variant="default" tt="none" fw={500} miw="max-content">
      {t(`state.${mail.state}`)}
    </Badge>
  )
}

export function OutboxPage() {
  const t = useWords('mail', 'common')
  const navigate = useNavigate()
  const client = useQueryClient()
  const problemText = useProblemText()
  const mayResend = can(useSession(), 'system.write')
  const { state } = outboxRoute.useSearch()
  const list = useResourceList(outbox, outboxList(state))
  const templates = useList('mail_templates')
  const again = useChange(resend)
  const columns: Column<Outgoing>[] = [
    {
      name: 'address',
      label: t('mail:to'),
      main: true,
      cell: (mail) => (
        <div>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {mail.address}
          </Text>
          {mail.last_error !== null && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {mail.last_error}
            </Text>
          )}
          <Box hiddenFrom="sm" mt={4}>
            <State mail={mail} />
          </Box>
        </div>
      ),
    },
    { name: 'kind', label: t('mail:kind'), wide: true, cell: (mail) => templates.label(mail.kind) },
    {
      name: 'ticket',
      label: t('mail:ticket'),
      wide: true,
      cell: (mail) =>
        mail.ticket_id !== null && (
          <Anchor component={Link} to={`/tickets/${String(mail.ticket_id)}`} size="sm">
            {t('mail:ticket.open')}
          </Anchor>
        ),
    },
    {
      name: 'state',
      label: t('mail:state'),
      wide: true,
      cell: (mail) => <State mail={mail} />,
    },
    { name: 'created_at', label: t('mail:created_at'), wide: true, cell: (mail) => <Time iso={mail.created_at} /> },
  ]
  return (
    <Page name="outbox" title={t('common:nav.outbox')} tip={t('mail:outbox.tip')}>
      <ChannelStatus />
      <Select
        aria-label={t('mail:state')}
        placeholder={t('mail:state.all')}
        data={states.map((each) => ({ value: each, label: t(`mail:state.${each}`) }))}
        value={state ?? null}
        onChange={(each) => void navigate({ to: '.', search: each === null ? {} : { state: each }, replace: true })}
        clearable
        clearButtonProps={{ 'aria-label': t('mail:state.all') }}
        w={220}
      />
      <ResourceTable
        label={t('common:nav.outbox')}
        list={list}
        columns={columns}
        view={{}}
        onView={() => undefined}
        {...(mayResend && {
          actions: (mail: Outgoing) =>
            (mail.state === 'failed' || mail.state === 'held') && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('mail:resend.of', { address: mail.address })}
                onClick={() => {
                  again.mutate(mail, {
                    onSuccess: () => {
                      notifyDone(t('mail:resent', { address: mail.address }))
                      void outbox.reload(client)
                    },
                    onError: (error) => {
                      notifyFailed(problemText(error))
                    },
                  })
                }}
              >
                {t('mail:resend')}
              </Button>
            ),
        })}
        empty={
          <Empty
            icon={<IconMailForward aria-hidden />}
            title={state === undefined ? t('mail:outbox.empty') : t('mail:outbox.none')}
          >
            {state === undefined && t('mail:outbox.empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}
