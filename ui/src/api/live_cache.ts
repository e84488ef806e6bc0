// Brings live events into the cache: each feature says what its topic means.
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { startLive, type LiveEvent, type LiveState } from './live'

export interface Topic {
  /** As in the event: {topic, id, version}. */
  name: string
  changed: (client: QueryClient, event: { id: number; version?: number | null }) => Promise<void>
  /** Events were missed: whatever is held may be old. */
  reset: (client: QueryClient) => Promise<void>
}

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

function setState(next: LiveState): void {
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state)
}

/** Listens as long as the component that calls it is shown. */
export function useLiveCache(client: QueryClient, topics: readonly Topic[]): void {
  useEffect(() => {
    const byName = new Map(topics.map((topic) => [topic.name, topic]))
    const load = () => {
      for (const topic of topics) void topic.reset(client)
    }
    return startLive({
      onEvent: (event: LiveEvent) => {
        // A topic that this entry knows nothing about concerns no screen of it.
        byName.get(event.topic)?.changed(client, event).catch(load)
      },
      onReset: load,
      onState: setState,
    })
  }, [client, topics])
}
