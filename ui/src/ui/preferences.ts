// What a person has set for this browser. Language and colour scheme are kept by their own parts.
import { useSyncExternalStore } from 'react'

export interface Preferences {
  density: 'comfortable' | 'dense'
  /** Shortcuts of a single key; off for whoever types by voice or strays on the keyboard. */
  singleKeys: boolean
  /** Tips that were put away, by page. */
  hiddenTips: readonly string[]
}

const STORE = 'amends.preferences'
const DEFAULTS: Preferences = { density: 'comfortable', singleKeys: true, hiddenTips: [] }

function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORE) ?? '{}')
    return typeof stored === 'object' ? { ...DEFAULTS, ...stored } : DEFAULTS
  } catch {
    return DEFAULTS
  }
}

let now = load()
const listeners = new Set<() => void>()

function apply(): void {
  document.documentElement.dataset['density'] = now.density
}
apply()

export function preferences(): Preferences {
  return now
}

export function setPreferences(change: Partial<Preferences>): void {
  now = { ...now, ...change }
  localStorage.setItem(STORE, JSON.stringify(now))
  apply()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}
