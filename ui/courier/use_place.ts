// Where one is within the app; in the address, so that the phone's back button works.
import { useSyncExternalStore } from 'react'

export type Place = { at: 'day' } | { at: 'task' | 'report'; id: number }

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => {
    removeEventListener('hashchange', listener)
  }
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const [, id, report] = /^#task-(\d+)(-report)?$/.exec(hash) ?? []
  if (id === undefined) return { at: 'day' }
  return { at: report === undefined ? 'task' : 'report', id: Number(id) }
}

export const dayAddress = '#day'
export const taskAddress = (id: number) => `#task-${String(id)}`
export const reportAddress = (id: number) => `#task-${String(id)}-report`

export function go(address: string): void {
  location.hash = address
  scrollTo(0, 0)
}
