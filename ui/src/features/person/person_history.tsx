// Every change of a person, newest first: who, when, from what to what.
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useFormat, useWords } from '@/i18n'
import { Failed, More, Time } from '@/ui'
import { historyQuery, type PersonChange } from './person_api'
import { useShown } from './person_edit_dialog'
import classes from './person_page.module.css'

function Change({ name, pair }: { name: string; pair: unknown }) {
  const t = useWords('person')
  const format = useFormat()
  const shown = useShown()
  const [from, to] = Array.isArray(pair) ? (pair as unknown[]) : [undefined, pair]
  const plain = name.replace(/^ship_/, '')
  const label = t.find(`field.${plain}`) ?? plain
  return (
    <Text size="sm" className={classes['change'] ?? ''}>
      {format.named(plain === name ? label : format.named(t('address.ship'), label))}
      {from !== null && from !== undefined && <del>{shown(name, from)}</del>} {shown(name, to)}
    </Text>
  )
}

function Entry({ event }: { event: PersonChange }) {
  const t = useWords('person')
  const changes = { ...event.personal, ...event.changes }
  return (
    <li>
      <Text size="sm" fw={600}>
        {t.find(`event.${event.type}`) ?? event.type}
      </Text>
      {Object.entries(changes).map(([name, pair]) => (
        <Change key={name} name={name} pair={pair} />
      ))}
      <Text size="xs" c="dimmed">
        {event.actor_name ?? t('system')} · <Time iso={event.at} />
      </Text>
    </li>
  )
}

export function PersonHistory({ id }: { id: number }) {
  const t = useWords('person')
  const history = useInfiniteQuery(historyQuery(id))
  if (history.error && !history.data) return <Failed error={history.error} onRetry={() => void history.refetch()} />
  return (
    <>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {history.data?.pages
          .flatMap((page) => page.items)
          .map((event) => (
            <Entry key={event.id} event={event} />
          ))}
      </Stack>
      <More query={history} size="xs" mt="sm" label={t('history.more')} />
    </>
  )
}
