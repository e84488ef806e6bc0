// The time, to the minute, so that "in 2 hours" does not grow old on the screen.
import { useSyncExternalStore } from 'react'

const MINUTE = 60_000
let now = Date.now()

function subscribe(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now()
    listener()
  }, MINUTE)
  return () => {
    clearInterval(timer)
  }
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => {
    if (Date.now() - now > MINUTE) now = Date.now()
    return now
  })
}
