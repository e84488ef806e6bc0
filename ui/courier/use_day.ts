// The day, kept true: loaded again when something happened to it, when the phone is looked at, when the net is back.
import { useCallback, useEffect, useRef, useState } from 'react'
import { startLive, type LiveState } from '@/api/live'
import { loadDay, type Day, type Proposal, type Task } from './api'

const BURST_MS = 300

export interface DayState {
  day: Day | undefined
  error: unknown
  live: LiveState
  reload: () => Promise<void>
  /** Puts what an act answered with into the day. */
  put: (task: Task) => void
}

/** onDecided: a proposal was open when last seen and is not any more. */
export function useDay(onDecided: (proposal: Proposal, day: Day) => void): DayState {
  const [day, setDay] = useState<Day>()
  const [error, setError] = useState<unknown>()
  const [live, setLive] = useState<LiveState>('connecting')
  const known = useRef(new Map<number, Proposal['status']>())
  const decided = useRef(onDecided)
  useEffect(() => {
    decided.current = onDecided
  })

  const reload = useCallback(async () => {
    try {
      const next = await loadDay()
      for (const proposal of next.proposals) {
        const before = known.current.get(proposal.id)
        if (before !== undefined && before !== proposal.status) decided.current(proposal, next)
        known.current.set(proposal.id, proposal.status)
      }
      setDay(next)
      setError(undefined)
    } catch (failure) {
      setError(failure)
    }
  }, [])

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        void reload()
      }, BURST_MS)
    }
    const onLook = () => {
      if (document.visibilityState === 'visible') soon()
    }
    soon()
    const stop = startLive({
      onEvent: ({ topic }) => {
        if (topic === 'order') soon()
      },
      onReset: soon,
      onState: setLive,
    })
    document.addEventListener('visibilitychange', onLook)
    addEventListener('online', soon)
    return () => {
      stop()
      clearTimeout(waiting)
      document.removeEventListener('visibilitychange', onLook)
      removeEventListener('online', soon)
    }
  }, [reload])

  const put = (task: Task) => {
    setDay((old) => old && { ...old, tasks: old.tasks.map((each) => (each.id === task.id ? task : each)) })
  }
  return { day, error, live, reload, put }
}
