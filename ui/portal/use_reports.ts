// A customer's reports, the newest first, loaded again when something happens to one of them.
import { useEffect, useState } from 'react'
import { startLive } from '@/api/live'
import { loadReports, loadWaiting, type Reports } from './api'

export interface ReportsState {
  reports: Reports | undefined
  waiting: ReadonlySet<string>
  error: unknown
  reload: () => void
  more: () => void
}

export function useReports(): ReportsState {
  const [reports, setReports] = useState<Reports>()
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const [error, setError] = useState<unknown>()
  const [asked, setAsked] = useState(0)
  const reload = () => {
    setAsked((before) => before + 1)
  }

  useEffect(() => {
    let isLate = false
    Promise.all([loadReports(undefined), loadWaiting()]).then(
      ([page, keys]) => {
        if (isLate) return
        setReports(page)
        setWaiting(keys)
        setError(undefined)
      },
      (failure: unknown) => {
        if (!isLate) setError(failure)
      },
    )
    return () => {
      isLate = true
    }
  }, [asked])

  useEffect(
    () =>
      startLive({
        onEvent: ({ topic }) => {
          if (topic === 'ticket') setAsked((before) => before + 1)
        },
        onReset: () => {
          setAsked((before) => before + 1)
        },
        onState: () => undefined,
      }),
    [],
  )

  const more = () => {
    if (!reports?.next) return
    loadReports(reports.next).then((page) => {
      setReports({ items: [...reports.items, ...page.items], next: page.next })
      setError(undefined)
    }, setError)
  }
  return { reports, waiting, error, reload, more }
}
