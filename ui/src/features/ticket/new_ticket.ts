// The window for a new ticket can be opened from anywhere: this holds whether it is.
import { useSyncExternalStore } from 'react'

export interface NewTicketPreset {
  /** Whom it is from. */
  requester?: { id: number; name: string }
  /** What it is about. */
  order?: { id: number; store_id: number | null }
}

let open: NewTicketPreset | null = null
const listeners = new Set<() => void>()

function set(next: NewTicketPreset | null): void {
  open = next
  for (const listener of listeners) listener()
}

export function openNewTicket(preset: NewTicketPreset = {}): void {
  set(preset)
}

export function closeNewTicket(): void {
  set(null)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** null: not open. */
export function useNewTicket(): NewTicketPreset | null {
  return useSyncExternalStore(subscribe, () => open)
}
