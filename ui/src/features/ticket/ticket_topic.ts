// What a live event about a ticket brings up to date: the row, and what is shown of the ticket itself.
import type { QueryClient } from '@tanstack/react-query'
import type { Topic } from '@/api'
import { partKeys, tickets, widgetsKey } from './ticket_api'

const COUNT_MS = 1500
let counting: ReturnType<typeof setTimeout> | undefined

/** Counts are loaded once for a burst of events. */
function countAgain(client: QueryClient): void {
  counting ??= setTimeout(() => {
    counting = undefined
    void client.invalidateQueries({ queryKey: widgetsKey })
  }, COUNT_MS)
}

/** Loads again what was said and done; only what is on the screen is asked for at once. */
export async function reloadParts(client: QueryClient, id: number): Promise<void> {
  const keys = partKeys(id)
  await Promise.all(Object.values(keys).map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** When each ticket was last heard of. */
const heard = new Map<number, number>()
const MOST_HEARD = 2000

/** Those that something happened to since then. */
export function heardSince(ms: number): Set<number> {
  return new Set([...heard].filter(([, at]) => at >= ms).map(([id]) => id))
}

function hear(id: number): void {
  heard.delete(id)
  heard.set(id, Date.now())
  const [oldest] = heard.keys()
  if (heard.size > MOST_HEARD && oldest !== undefined) heard.delete(oldest)
}

export const ticketTopic: Topic = {
  name: tickets.name,
  changed: async (client, event) => {
    hear(event.id)
    countAgain(client)
    await tickets.topic.changed(client, event)
    // A comment leaves the version as it is, yet moves the promise of the next update.
    await Promise.all([
      reloadParts(client, event.id),
      client.invalidateQueries({ queryKey: tickets.keys.one(event.id) }),
    ])
  },
  reset: (client) => tickets.topic.reset(client),
}
