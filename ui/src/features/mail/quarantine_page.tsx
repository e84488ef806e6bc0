// Mail that could not be read: nothing of it is lost, it is looked at here and tried again (IN-7).
import { Button, Code, Group, Loader, ScrollArea, UnstyledButton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconDownload, IconMailQuestion } from '@tabler/icons-react'
import { useState } from 'react'
import { can, useChange } from '@/api'
import { useFormat, useProblemText, useWords } from '@/i18n'
import {
  Dialog,
  Empty,
  Failed,
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
import { quarantine, quarantineList, rawQuery, rawUrl, tryAgain, type Quarantined } from './mail_api'

export function QuarantinePage() {
  const t = useWords('mail', 'common')
  const format = useFormat()
  const client = useQueryClient()
  const problemText = useProblemText()
  const maySeeChannels = can(useSession(), 'system.read')
  const list = useResourceList(quarantine, quarantineList)
  const again = useChange(tryAgain)
  const [shown, setShown] = useState<Quarantined>()
  const columns: Column<Quarantined>[] = [
    {
      name: 'subject',
      label: t('mail:subject'),
      main: true,
      cell: (mail) => (
        <UnstyledButton
          fz="sm"
          fw={500}
          onClick={() => {
            setShown(mail)
          }}
        >
          {mail.subject ?? t('mail:subject.none')}
        </UnstyledButton>
      ),
    },
    { name: 'sender', label: t('mail:from'), wide: true, cell: (mail) => mail.sender },
    { name: 'reason', label: t('mail:reason'), cell: (mail) => mail.reason },
    {
      name: 'size',
      label: t('mail:size'),
      wide: true,
      cell: (mail) => t('mail:bytes', { count: mail.size, n: format.number(mail.size) }),
    },
    { name: 'received_at', label: t('mail:received_at'), wide: true, cell: (mail) => <Time iso={mail.received_at} /> },
  ]
  return (
    <Page name="quarantine" title={t('common:nav.quarantine')} tip={t('mail:quarantine.tip')}>
      {maySeeChannels && <ChannelStatus />}
      <ResourceTable
        label={t('common:nav.quarantine')}
        list={list}
        columns={columns}
        view={{}}
        onView={() => undefined}
        actions={(mail: Quarantined) => (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('mail:retry.of', { subject: mail.subject ?? t('mail:subject.none') })}
            onClick={() => {
              again.mutate(mail, {
                onSuccess: ({ result }) => {
                  if (result === 'quarantined') notifyFailed(t('mail:still'))
                  else notifyDone(t('mail:read'))
                  void quarantine.reload(client)
                },
                onError: (error) => {
                  notifyFailed(problemText(error))
                },
              })
            }}
          >
            {t('mail:retry')}
          </Button>
        )}
        empty={
          <Empty icon={<IconMailQuestion aria-hidden />} title={t('mail:quarantine.empty')}>
            {t('mail:quarantine.empty.text')}
          </Empty>
        }
      />
      {shown && (
        <RawDialog
          mail={shown}
          onClose={() => {
            setShown(undefined)
          }}
        />
      )}
    </Page>
  )
}

function RawDialog({ mail, onClose }: { mail: Quarantined; onClose: () => void }) {
  const t = useWords('mail', 'common')
  const { data, error, isPending, refetch } = useQuery(rawQuery(mail.id))
  return (
    <Dialog opened onClose={onClose} title={mail.subject ?? t('mail:subject.none')} size="xl">
      {isPending && <Loader />}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <ScrollArea h={420} viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('mail:raw') }}>
          <Code block>{typeof data === 'string' ? data : ''}</Code>
        </ScrollArea>
      )}
      <Group justify="flex-end" mt="md">
        <Button
          component="a"
          href={rawUrl(mail.id)}
          download={`mail-${String(mail.id)}.eml`}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('mail:download')}
        </Button>
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </Dialog>
  )
}
