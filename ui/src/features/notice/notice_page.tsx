// What happened to my tickets, the newest first; opening one marks it as read.
import { ActionIcon, Anchor, Button, Group, SegmentedControl, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconBellOff, IconCheck, IconChecks } from '@tabler/icons-react'
import { useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { Empty, notifyDone, notifyFailed, Page, ResourceTable, Time, useResourceList, type Column } from '@/ui'
import { markAllRead, markRead, noticeList, notices, type Notice } from './notice_api'
import classes from './notice_page.module.css'
import { noticeRoute } from './notice_route'

export function NoticePage() {
  const t = useWords('notice')
  const client = useQueryClient()
  const navigate = useNavigate()
  const problemText = useProblemText()
  const { show } = noticeRoute.useSearch()
  const list = useResourceList(notices, noticeList(show !== 'all'))
  const onError = (problem: Error) => {
    notifyFailed(problemText(problem))
  }
  const reading = useChange((notice: Notice) => markRead(client, notice))
  const readingAll = useChange((newest: Notice) => markAllRead(client, newest))
  const newest = list.rows.reduce<Notice | undefined>((most, row) => (most && most.id > row.id ? most : row), undefined)
  const columns: Column<Notice>[] = [
    {
      name: 'what',
      label: t('what'),
      main: true,
      cell: (notice) => (
        <div className={classes['what']} data-unread={notice.read_at === null}>
          <Text size="sm">
            {t(`kind.${notice.kind}`, { name: notice.actor_name ?? t('nobody') })}
            {notice.read_at === null && <VisuallyHidden> ({t('unread')})</VisuallyHidden>}
          </Text>
          <Anchor
            component={Link}
            to={`/tickets/${String(notice.ticket_id)}`}
            size="sm"
            onClick={() => {
              if (notice.read_at === null) reading.mutate(notice, { onError })
            }}
          >
            {notice.ticket_number} · {notice.ticket_subject}
          </Anchor>
          <Text size="xs" c="dimmed">
            <Time iso={notice.created_at} />
          </Text>
        </div>
      ),
    },
  ]
  return (
    <Page name="notice" title={t('title')} tip={t('tip')}>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('show')}
          value={show ?? 'unread'}
          data={[
            { value: 'unread', label: t('show.unread') },
            { value: 'all', label: t('show.all') },
          ]}
          onChange={(value) =>
            void navigate({ to: '/notices', search: value === 'all' ? { show: 'all' } : {}, replace: true })
          }
        />
        <Button
          variant="default"
          leftSection={<IconChecks size={16} aria-hidden />}
          disabled={!list.rows.some((row) => row.read_at === null)}
          loading={readingAll.isPending}
          onClick={() => {
            if (newest)
              readingAll.mutate(newest, {
                onError,
                onSuccess: () => {
                  notifyDone(t('read.all.done'))
                },
              })
          }}
        >
          {t('read.all')}
        </Button>
      </Group>
      <ResourceTable
        label={t('title')}
        list={list}
        columns={columns}
        view={{}}
        onView={() => undefined}
        actions={(notice) =>
          notice.read_at === null && (
            <Tooltip label={t('read')}>
              <ActionIcon
                variant="default"
                aria-label={t('read.of', { number: notice.ticket_number })}
                onClick={() => {
                  reading.mutate(notice, { onError })
                }}
              >
                <IconCheck size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )
        }
        empty={
          <Empty icon={<IconBellOff aria-hidden />} title={t(show === 'all' ? 'empty.all' : 'empty.unread')}>
            {t('empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}
