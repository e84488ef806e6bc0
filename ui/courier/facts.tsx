// The facts of a task as both screens show them: window, state, packages, weight, where.
import { useFormat, useLanguage, useWords } from '@/i18n'
import type { Proposal, Task } from './api'
import { useZone } from './use_zone'

const MARKS = { todo: '○', doing: '◐', done: '✓', failed: '✕', cancelled: '–' } as const

export function State({ task }: { task: Task }) {
  const t = useWords('courier')
  return (
    <span className="state" data-state={task.status}>
      <span aria-hidden>{MARKS[task.status]}</span>
      {t(`state.${task.status}`)}
      {task.attempt > 1 && ` · ${t('attempt', { n: task.attempt })}`}
    </span>
  )
}

/** "14:00–16:00 CET"; with the day where it is another one. */
export function Window({ after, before }: { after: string | null; before: string | null }) {
  const t = useWords('courier')
  const format = useFormat()
  const zone = useZone()
  if (after === null && before === null) return <>{t('window.none')}</>
  const isToday = (iso: string) => format.date(iso) === format.date(new Date().toISOString())
  const shown = (iso: string) => (isToday(iso) ? format.time(iso) : format.dateTime(iso))
  const end = before ?? after ?? ''
  const text =
    after === null
      ? t('window.until', { time: shown(end) })
      : before === null
        ? t('window.from', { time: shown(after) })
        : `${shown(after)} – ${isToday(before) || format.date(after) === format.date(before) ? format.time(before) : shown(before)}`
  return (
    <time dateTime={end} title={format.full(end)}>
      {text} {zone(end)}
    </time>
  )
}

export function useLoad(): (task: Pick<Task, 'packages' | 'weight'>) => string {
  const t = useWords('courier')
  const language = useLanguage()
  return ({ packages, weight }) => {
    const parts = packages.map(({ name, quantity }) => `${String(quantity)} × ${name}`)
    if (weight !== null) parts.push(`${new Intl.NumberFormat(language).format(weight / 1000)} kg`)
    return parts.length > 0 ? parts.join(' · ') : t('packages.none')
  }
}

export function mapAddress({ address }: Task): string {
  const { lat, lng, street, postcode, city } = address
  if (lat !== null && lng !== null) {
    const place = `${String(lat)}/${String(lng)}`
    return `https://www.openstreetmap.org/?mlat=${String(lat)}&mlon=${String(lng)}#map=18/${place}`
  }
  const text = [street, postcode, city].filter((part) => part !== null).join(', ')
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(text)}`
}

export function placeOf({ address }: Task): string {
  const town = [address.postcode, address.city].filter((part) => part !== null).join(' ')
  return [address.street, town].filter((part) => part !== null && part !== '').join(', ')
}

export function Decisions({ proposals }: { proposals: readonly Proposal[] }) {
  const t = useWords('courier')
  return proposals.map((proposal) => (
    <p key={proposal.id} className="decision" data-status={proposal.status}>
      <strong>{t(`decision.${proposal.status}`)}</strong>
      {proposal.reason !== null && <span>“{proposal.reason}”</span>}
    </p>
  ))
}
