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

export const ticketTopic: Topic = {
  name: tickets.name,
  changed: async (client, event) => {
    countAgain(client)
    await tickets.topic.changed(client, event)
    // A comment leaves the version as it is, yet moves the promise of the next update.
    await Promise.all([reloadParts(client, event.id), client.invalidateQueries({ queryKey: tickets.keys.one(event.id) })])
  },
  reset: (client) => tickets.topic.reset(client),
}
