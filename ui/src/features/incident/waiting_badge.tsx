// How many proposals wait, beside the entry in the side bar.
import { useQuery } from '@tanstack/react-query'
import { useFormat, useWords } from '@/i18n'
import { MOST_COUNTED, waitingQuery } from './incident_api'

export default function WaitingBadge() {
  const t = useWords('incident')
  const format = useFormat()
  const { data = 0 } = useQuery(waitingQuery)
  if (data === 0) return null
  return (
    <span title={t('waiting', { count: data })}>
      {format.number(data)}
      {data >= MOST_COUNTED && '+'}
    </span>
  )
}
