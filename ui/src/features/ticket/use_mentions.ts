// Offers staff behind "@" and remembers who was chosen; the text holds the name, the request the person.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useId, useMemo, useState, type KeyboardEvent } from 'react'
import { api, call } from '@/api'
import { mentionAt, mentionedIn, withMention, type Mention } from './mention'

const mentionableQuery = (id: number, q: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['ticket', 'mentionable', id, q],
    queryFn: async () =>
      (await call(api.GET('/tickets/{id}/mentionable', { params: { path: { id }, query: { q } } }))).items,
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export interface Mentions {
  /** Who is told when this is sent. */
  told: readonly Mention[]
  offered: readonly Mention[]
  active: number
  listId: string
  optionId: (at: number) => string
  /** Where the cursor is now. */
  moved: (cursor: number) => void
  take: (person: Mention) => void
  /** True: the key was for the list. */
  onKey: (event: KeyboardEvent) => boolean
}

export function useMentions(options: {
  ticketId: number
  enabled: boolean
  text: string
  begun: readonly Mention[]
  onText: (text: string, cursor: number) => void
}): Mentions {
  const { text, onText } = options
  const listId = useId()
  const [cursor, setCursor] = useState(0)
  const [chosen, setChosen] = useState(options.begun)
  const [active, setActive] = useState(0)
  /** The "@" for which no list is wanted. */
  const [shut, setShut] = useState<number>()
  const typed = options.enabled ? mentionAt(text, cursor) : undefined
  const isDone = typed !== undefined && chosen.some(({ name }) => text.startsWith(name, typed.at + 1))
  const isOpen = typed !== undefined && typed.at !== shut && !isDone
  const { data = [] } = useQuery(mentionableQuery(options.ticketId, typed?.query ?? '', isOpen))
  const offered = isOpen ? data : []
  const at = Math.min(active, offered.length - 1)
  const told = useMemo(() => mentionedIn(text, chosen), [text, chosen])

  const take = (person: Mention) => {
    if (!typed) return
    const next = withMention(text, typed.at, cursor, person.name)
    setChosen([...chosen.filter(({ id }) => id !== person.id), person])
    setActive(0)
    setCursor(next.cursor)
    onText(next.text, next.cursor)
  }
  return {
    told,
    offered,
    active: at,
    listId,
    optionId: (option) => `${listId}-${String(option)}`,
    moved: (next) => {
      setCursor(next)
      if (next !== cursor) setActive(0)
    },
    take,
    onKey: (event) => {
      const person = offered[at]
      if (!person || event.ctrlKey || event.metaKey || event.altKey) return false
      if (event.key === 'ArrowDown') setActive((at + 1) % offered.length)
      else if (event.key === 'ArrowUp') setActive((at + offered.length - 1) % offered.length)
      else if (event.key === 'Escape') setShut(typed?.at)
      else if (event.key === 'Enter' || event.key === 'Tab') take(person)
      else return false
      event.preventDefault()
      return true
    },
  }
}
