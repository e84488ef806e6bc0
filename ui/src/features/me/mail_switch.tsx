// Whether one's tickets are told of by mail, or in the app only (NT-1). It is saved at once.
import { Loader, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { Failed, notifyDone, notifyFailed } from '@/ui'
import { notificationsQuery, putNotifications } from './me_api'

export function MailSwitch() {
  const t = useWords('me')
  const client = useQueryClient()
  const problemText = useProblemText()
  const { data, error, isPending, refetch } = useQuery(notificationsQuery)
  const change = useChange(putNotifications)
  if (isPending) return <Loader size="sm" />
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  return (
    <Switch
      label={t('mail.switch')}
      description={t('mail.why')}
      checked={change.isPending ? change.variables.email : data.email}
      onChange={(event) => {
        change.mutate(
          { email: event.currentTarget.checked },
          {
            onSuccess: (setting) => {
              client.setQueryData(notificationsQuery.queryKey, setting)
              notifyDone(t(setting.email ? 'mail.on' : 'mail.off'))
            },
            onError: (problem) => {
              notifyFailed(problemText(problem))
            },
          },
        )
      }}
    />
  )
}
