// A moment, in the reader's zone; the full date with its zone is in the tooltip.
import { useFormat } from '@/i18n'

export function Time({ iso }: { iso: string }) {
  const format = useFormat()
  return (
    <time dateTime={iso} title={format.full(iso)}>
      {format.dateTime(iso)}
    </time>
  )
}
