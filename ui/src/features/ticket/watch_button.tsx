// To hear of a ticket that is not one's own, or no more (NT-1).
import { Button } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconBell, IconBellOff } from '@tabler/icons-react'
import { api, call, useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { notifyDone, notifyFailed, useCommands } from '@/ui'

const watchQuery = (id: number) =>
  queryOptions({
    queryKey: ['ticket', 'watch', id],
    queryFn: () => call(api.GET('/tickets/{id}/watch', { params: { path: { id } } })),
    retry: false,
  })

export function WatchButton({ id }: { id: number }) {
  const t = useWords('ticket')
  const client = useQueryClient()
  const problemText = useProblemText()
  const { data } = useQuery(watchQuery(id))
  const change = useChange((watching: boolean) =>
    call(api.PUT('/tickets/{id}/watch', { params: { path: { id } }, body: { watching } })),
  )
  const isOn = data?.watching === true
  const turn = () => {
    if (!data || change.isPending) return
    change.mutate(!isOn, {
      onSuccess: (now) => {
        client.setQueryData(watchQuery(id).queryKey, now)
        notifyDone(t(now.watching ? 'watch.on' : 'watch.off'))
      },
      onError: (problem) => {
        notifyFailed(problemText(problem))
      },
    })
  }
  const label = t(isOn ? 'watch.stop' : 'watch')
  useCommands([{ id: 'ticket.watch', label, group: t('this'), keys: 'w', run: turn }])
  if (!data) return null
  return (
    <Button
      variant="default"
      leftSection={isOn ? <IconBellOff size={16} aria-hidden /> : <IconBell size={16} aria-hidden />}
      loading={change.isPending}
      onClick={turn}
    >
      {label}
    </Button>
  )
}
