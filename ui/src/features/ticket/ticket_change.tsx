// A change of a field in words: "Queue: First line → Finance".
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useFormat, useWords } from '@/i18n'
import { judgedText } from './quadrant'
import { personQuery } from '@/features/person'
import { ProductName } from '@/features/product'
import { categoryPath, useConfig, type ListName } from '@/features/config'

const LISTS: Readonly<Record<string, ListName>> = {
  status: 'statuses',
  priority: 'priorities',
  channel: 'channels',
  area: 'areas',
  queue: 'queues',
  kind: 'kinds',
  journey_step: 'journey_steps',
  resolution: 'resolutions',
  workflow: 'workflows',
  sla: 'slas',
}
const PEOPLE = ['assignee_id', 'requester_id', 'affected_id', 'named_id']

export function useFieldName(): (field: string) => string {
  const t = useWords('ticket')
  return (field) => t.find(`field.${field}`) ?? t.find(field) ?? field
}

function PersonName({ id }: { id: number }) {
  const t = useWords('ticket')
  const { data } = useQuery({ ...personQuery(id), staleTime: Infinity })
  return data ? data.name : t('person_number', { id: String(id) })
}

function Listed({ list, value }: { list: ListName; value: string }) {
  return useConfig(list).label(value)
}

function CategoryName({ value }: { value: string }) {
  return categoryPath(useConfig('categories'), value)
}

interface ValueProps {
  field: string
  value: unknown
  currency?: string | undefined
}

function Value({ field, value, currency }: ValueProps) {
  const t = useWords('ticket')
  const format = useFormat()
  if (value == null || value === '')
    return PEOPLE.includes(field)
      ? t('nobody')
      : field === 'important' || field === 'urgent' || field === 'priority'
        ? t('judged.open')
        : t('nothing')
  if (typeof value === 'boolean') return t(`judged.${judgedText(value)}`)
  if (typeof value === 'number' && currency !== undefined) return format.money(value, currency)
  if (typeof value === 'number' && field === 'product_id') return <ProductName id={value} />
  if (typeof value === 'number') return PEOPLE.includes(field) ? <PersonName id={value} /> : format.number(value)
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (typeof value !== 'string') return JSON.stringify(value)
  const list = LISTS[field]
  if (list !== undefined) return <Listed list={list} value={value} />
  if (field === 'category') return <CategoryName value={value} />
  if (field === 'impact') return t.find(`impact.${value}`) ?? value
  return field.endsWith('_at') ? format.dateTime(value) : value
}

export function ChangeValue({ strong = false, ...props }: ValueProps & { strong?: boolean }) {
  return (
    <Text component="span" size="sm" fw={strong ? 600 : 400} style={{ overflowWrap: 'anywhere' }}>
      <Value {...props} />
    </Text>
  )
}
