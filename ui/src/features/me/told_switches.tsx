// Where one hears of what happens to one's tickets: in the app, by mail, both or neither (NT-1). It is saved at once.
import { Loader, Stack, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { Failed, notifyDone, notifyFailed } from '@/ui'
import { notificationsQuery, putNotifications } from './me_api'

const ways = ['app', 'email'] as const

export function ToldSwitches() {
  const t = useWords('me')
  const client = useQueryClient()
  const problemText = useProblemText()
  const { data, error, isPending, refetch } = useQuery(notificationsQuery)
  const change = useChange(putNotifications)
  if (isPending) return <Loader size="sm" />
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  const shown = change.isPending ? change.variables : data
  return (
    <Stack>
      {ways.map((way) => (
        <Switch
          key={way}
          label={t(`told.${way}.switch`)}
          description={t(`told.${way}.why`)}
          checked={shown[way]}
          onChange={(event) => {
            change.mutate(
              { ...shown, [way]: event.currentTarget.checked },
              {
                onSuccess: (setting) => {
                  client.setQueryData(notificationsQuery.queryKey, setting)
                  notifyDone(t(setting[way] ? `told.${way}.on` : `told.${way}.off`))
                },
                onError: (problem) => {
                  notifyFailed(problemText(problem))
                },
              },
            )
          }}
        />
      ))}
    </Stack>
  )
}
