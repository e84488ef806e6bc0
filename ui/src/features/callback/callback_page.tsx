// Who waits for a call, the longest waiting first; how a call went is written down here and stands on the ticket.
import { Anchor, Button, SegmentedControl, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconPhoneCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useList } from '@/features/config'
import { useWords } from '@/i18n'
import { Empty, Page, ResourceTable, Time, useResourceList, type Column } from '@/ui'
import { callbackList, callbacks, states, type Callback } from './callback_api'
import { CallbackDialog } from './callback_dialog'
import { callbackRoute } from './callback_route'

export function CallbackPage() {
  const t = useWords('callback', 'common')
  const navigate = useNavigate()
  const { state = 'open' } = callbackRoute.useSearch()
  const list = useResourceList(callbacks, callbackList(state))
  const reasons = useList('mail_templates')
  const [asked, setAsked] = useState<Callback>()
  const columns: Column<Callback>[] = [
    {
      name: 'person_name',
      label: t('callback:who'),
      main: true,
      cell: (callback) => (
        <div>
          <Text size="sm" fw={500}>
            {callback.person_name ?? t('callback:who.unknown')}
          </Text>
          <Anchor href={`tel:${callback.phone.replace(/[^\d+]/g, '')}`} size="sm">
            {callback.phone}
          </Anchor>
        </div>
      ),
    },
    { name: 'reason', label: t('callback:reason'), wide: true, cell: (callback) => reasons.label(callback.reason) },
    {
      name: 'ticket',
      label: t('callback:ticket'),
      cell: (callback) => (
        <Anchor component={Link} to={`/tickets/${String(callback.ticket_id)}`} size="sm">
          {t('callback:ticket.open')}
        </Anchor>
      ),
    },
    { name: 'attempts', label: t('callback:attempts'), wide: true, cell: (callback) => callback.attempts },
    state === 'open'
      ? {
          name: 'created_at',
          label: t('callback:since'),
          wide: true,
          cell: (callback) => <Time iso={callback.created_at} />,
        }
      : {
          name: 'done_at',
          label: t('callback:done_at'),
          wide: true,
          cell: (callback) => callback.done_at !== null && <Time iso={callback.done_at} />,
        },
  ]
  return (
    <Page name="callback" title={t('common:nav.callbacks')} tip={t('callback:tip')}>
      <SegmentedControl
        aria-label={t('callback:state')}
        value={state}
        data={states.map((each) => ({ value: each, label: t(`callback:state.${each}`) }))}
        onChange={(each) =>
          void navigate({ to: '/callbacks', search: each === 'done' ? { state: 'done' } : {}, replace: true })
        }
        style={{ alignSelf: 'flex-start' }}
      />
      <ResourceTable
        label={t('common:nav.callbacks')}
        list={list}
        columns={columns}
        view={{}}
        onView={() => undefined}
        {...(state === 'open' && {
          actions: (callback: Callback) => (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('callback:write.of', { phone: callback.phone })}
              onClick={() => {
                setAsked(callback)
              }}
            >
              {t('callback:write')}
            </Button>
          ),
        })}
        empty={
          <Empty
            icon={<IconPhoneCheck aria-hidden />}
            title={t(state === 'open' ? 'callback:empty.open' : 'callback:empty.done')}
          >
            {t('callback:empty.text')}
          </Empty>
        }
      />
      {asked && (
        <CallbackDialog
          callback={asked}
          onClose={() => {
            setAsked(undefined)
          }}
        />
      )}
    </Page>
  )
}
