// Where this account is signed in; any session but this one can be ended here.
import { Badge, Button, Loader, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { ConfirmDialog, Failed, notifyDone, notifyFailed, Time } from '@/ui'
import { endSession, sessionsQuery, type SessionItem } from './me_api'
import { Row } from './row'

/** "Firefox, Linux" out of what the browser says of itself; as it says it where that is not known. */
function deviceName(device: string): string {
  const find = (names: readonly string[]) => names.find((name) => device.includes(name))
  const browser = find(['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'])
  const system = find(['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'])
  if (browser === undefined || system === undefined) return device
  const brand = { Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser
  return `${brand}, ${system === 'Mac OS X' ? 'macOS' : system}`
}

export function SessionList() {
  const t = useWords('me')
  const client = useQueryClient()
  const problemText = useProblemText()
  const { data, error, isPending, refetch } = useQuery(sessionsQuery)
  const [asked, setAsked] = useState<readonly SessionItem[]>()
  const ending = useChange((sessions: readonly SessionItem[]) => Promise.all(sessions.map(endSession)))
  if (isPending) return <Loader size="sm" />
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  const others = data.filter((session) => !session.current)
  const end = (sessions: readonly SessionItem[]) => {
    ending.mutate(sessions, {
      onSuccess: () => {
        notifyDone(t('session.ended', { count: sessions.length }))
      },
      onError: (problem) => {
        notifyFailed(problemText(problem))
      },
      onSettled: () => {
        setAsked(undefined)
        void client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      },
    })
  }
  return (
    <>
      <Stack component="ul" gap="sm" m={0} p={0} aria-label={t('sessions')} style={{ listStyle: 'none' }}>
        {data.map((session) => (
          <Row
            key={session.id}
            title={
              <>
                {deviceName(session.device) || t('session.unknown')}{' '}
                {session.current && (
                  <Badge variant="default" tt="none" fw={500}>
                    {t('session.this')}
                  </Badge>
                )}
              </>
            }
            act={
              !session.current && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('session.end.of', { device: deviceName(session.device) || t('session.unknown') })}
                  onClick={() => {
                    setAsked([session])
                  }}
                >
                  {t('session.end')}
                </Button>
              )
            }
          >
            {session.address} · {t('session.seen')} <Time iso={session.seen_at} />
          </Row>
        ))}
      </Stack>
      {others.length > 1 && (
        <div>
          <Button
            variant="default"
            onClick={() => {
              setAsked(others)
            }}
          >
            {t('session.end_others')}
          </Button>
        </div>
      )}
      <ConfirmDialog
        opened={asked !== undefined}
        title={t('session.end.title', { count: asked?.length ?? 0 })}
        action={t('session.end')}
        busy={ending.isPending}
        onConfirm={() => {
          if (asked) end(asked)
        }}
        onClose={() => {
          setAsked(undefined)
        }}
      >
        {t('session.end.text')}
      </ConfirmDialog>
    </>
  )
}
