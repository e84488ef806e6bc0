// A time window in the reader's zone; the full date with its zone is in the tooltip.
import { useFormat, useWords } from '@/i18n'

export function WindowText({ after, before }: { after: string | null; before: string | null }) {
  const t = useWords('delivery')
  const format = useFormat()
  const end = before ?? after
  if (end === null) return <>{t('window.none')}</>
  const isOneDay = after !== null && before !== null && format.date(after) === format.date(before)
  const text =
    after !== null && before !== null
      ? `${format.dateTime(after)} – ${isOneDay ? format.time(before) : format.dateTime(before)}`
      : format.dateTime(end)
  return (
    <time dateTime={end} title={[after, before].flatMap((iso) => (iso === null ? [] : [format.full(iso)])).join(' – ')}>
      {text}
    </time>
  )
}
