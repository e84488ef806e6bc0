// What a proposal says is different, in words: "Drop-off: Cabinet Leroy — 2 × box · 3 kg".
import { Text } from '@mantine/core'
import { useFormat, useWords } from '@/i18n'
import type { Proposal } from './incident_api'

interface Facts {
  tasks?: {
    id: number
    packages?: { name: string; quantity: number }[]
    weight?: number | null
    after?: string | null
    before?: string | null
    percentage?: number | null
  }[]
  supplements?: { rule: string | number; quantity: number }[]
}

export function ProposedFacts({ proposal, taskName }: { proposal: Proposal; taskName: (id: number) => string }) {
  const t = useWords('incident')
  const format = useFormat()
  const { tasks = [], supplements = [] } = proposal.facts as Facts
  const said = tasks.map((task) => {
    const parts = (task.packages ?? []).map(({ name, quantity }) => `${format.number(quantity)} × ${name}`)
    if (task.weight != null) parts.push(`${format.number(task.weight / 1000)} kg`)
    if (task.after != null) parts.push(t('facts.after', { time: format.dateTime(task.after) }))
    if (task.before != null) parts.push(t('facts.before', { time: format.dateTime(task.before) }))
    if (task.percentage != null) parts.push(t('facts.percentage', { percent: format.number(task.percentage / 100) }))
    return { id: task.id, text: parts.join(' · ') }
  })
  return (
    <div>
      {said.map(({ id, text }) => (
        <Text key={id} size="sm">
          {taskName(id)} — <strong>{text}</strong>
        </Text>
      ))}
      {supplements.map(({ rule, quantity }, at) => (
        <Text key={at} size="sm">
          {t('facts.supplement')} — <strong>{`${format.number(quantity)} × ${String(rule)}`}</strong>
        </Text>
      ))}
    </div>
  )
}
