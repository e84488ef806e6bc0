// Who else of staff has this ticket open, and who types: in the header, and again above Send (TK-7).
import { Badge, Group } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { IconEye, IconPencil } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { api, call, type Topic } from '@/api'
import { useWords } from '@/i18n'

const SAY_MS = 15_000
const TYPING_MS = 6000
const AGAIN_MS = 10_000

type State = 'gone' | 'viewing' | 'typing'
const keyOf = (id: number) => ['presence', id]

const presenceQuery = (id: number) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async () => (await call(api.GET('/tickets/{id}/presence', { params: { path: { id } } }))).items,
    // Who falls silent is forgotten without an event.
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? AGAIN_MS : false),
  })

export const presenceTopic: Topic = {
  name: 'presence',
  changed: (client, { id }) => client.invalidateQueries({ queryKey: keyOf(id) }),
  reset: (client) => client.invalidateQueries({ queryKey: ['presence'] }),
}

/** Nobody waits for this, and one that is lost is said again. */
function say(id: number, state: State): void {
  call(api.PUT('/tickets/{id}/presence', { params: { path: { id } }, body: { state }, keepalive: true })).catch(
    () => undefined,
  )
}

/** Says that the person is here as long as the page shows the ticket. The answer is to be called with every key. */
export function useSayPresence(id: number, enabled: boolean): () => void {
  const [isTyping, setTyping] = useState(false)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const state = isTyping ? 'typing' : 'viewing'

  useEffect(() => {
    if (!enabled) return
    const here = () => {
      if (document.visibilityState === 'visible') say(id, state)
    }
    here()
    const timer = setInterval(here, SAY_MS)
    return () => {
      clearInterval(timer)
    }
  }, [id, enabled, state])

  useEffect(() => {
    if (!enabled) return
    const leave = () => {
      say(id, 'gone')
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      clearTimeout(pause.current)
      leave()
    }
  }, [id, enabled])

  return () => {
    setTyping(true)
    clearTimeout(pause.current)
    pause.current = setTimeout(() => {
      setTyping(false)
    }, TYPING_MS)
  }
}

export function PresenceChips({ id }: { id: number }) {
  const t = useWords('ticket')
  const { data = [] } = useQuery(presenceQuery(id))
  return (
    <Group gap={6} role="status">
      {data.map((person) => (
        <Badge
          key={person.person_id}
          variant="default"
          tt="none"
          fw={500}
          leftSection={
            person.state === 'typing' ? <IconPencil size={12} aria-hidden /> : <IconEye size={12} aria-hidden />
          }
        >
          {t(person.state === 'typing' ? 'present.typing' : 'present.viewing', { name: person.name })}
        </Badge>
      ))}
    </Group>
  )
}
