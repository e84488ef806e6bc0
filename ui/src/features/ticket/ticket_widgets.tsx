// Counts by status, category, queue and level; a click filters by it, a second one no more (TK-10).
import { Group, Paper, SimpleGrid, Skeleton, Text, Title, UnstyledButton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useFormat, useWords } from '@/i18n'
import { Failed } from '@/ui'
import { widgetsQuery } from './ticket_api'
import { Dot } from './ticket_badges'
import { useConfig } from '@/features/config'
import {
  toggle,
  values,
  type FilterName,
  type TicketQuery,
  type TicketView,
  type TicketViewChange,
} from './ticket_view'
import classes from './ticket_widgets.module.css'

interface Count {
  key: string
  label: string
  count: number | string
  colour?: string | null | undefined
}

const MOST = 5

function Widget(props: {
  title: string
  name: FilterName
  counts: Count[]
  view: TicketView
  onView: (change: TicketViewChange) => void
}) {
  const format = useFormat()
  const chosen = values(props.view, props.name)
  return (
    <Paper
      component="section"
      aria-label={props.title}
      withBorder
      radius="lg"
      p="sm"
      className={classes['widget'] ?? ''}
    >
      <Title order={2} fz="xs" c="dimmed" fw={600} mb={4}>
        {props.title}
      </Title>
      {props.counts.slice(0, MOST).map(({ key, label, count, colour }) => {
        const content = (
          <>
            <Group gap={8} wrap="nowrap" miw={0}>
              {colour !== undefined && <Dot colour={colour} />}
              <Text size="sm" truncate>
                {label}
              </Text>
            </Group>
            <Text component="span" size="sm" fw={600} className={classes['count'] ?? ''}>
              {typeof count === 'number' ? format.number(count) : count}
            </Text>
          </>
        )
        return (
          <UnstyledButton
            key={key}
            className={classes['row'] ?? ''}
            aria-pressed={chosen.includes(key)}
            onClick={() => {
              props.onView(toggle(props.view, props.name, key))
            }}
          >
            {content}
          </UnstyledButton>
        )
      })}
    </Paper>
  )
}

function sorted(counts: Readonly<Record<string, number | string>>): [string, number | string][] {
  const size = (count: number | string) => (typeof count === 'number' ? count : Infinity)
  return Object.entries(counts).toSorted(([, a], [, b]) => size(b) - size(a))
}

export function TicketWidgets(props: {
  query: TicketQuery
  view: TicketView
  onView: (change: TicketViewChange) => void
}) {
  const t = useWords('ticket')
  const statuses = useConfig('statuses')
  const categories = useConfig('categories')
  const queues = useConfig('queues')
  const levels = useConfig('priorities')
  const widgets = useConfig('widgets')
  const { data, error, refetch } = useQuery({ ...widgetsQuery(props.query), placeholderData: keepPreviousData })

  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />
  if (!data)
    return (
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} aria-hidden>
        {[1, 2, 3, 4].map((at) => (
          <Skeleton key={at} height={120} radius="lg" />
        ))}
      </SimpleGrid>
    )
  const inOrder = (counts: Readonly<Record<string, number | string>>, order: readonly { key: string }[]) => {
    const place = (key: string) => {
      const at = order.findIndex((entry) => entry.key === key)
      return at < 0 ? order.length : at
    }
    return Object.entries(counts).toSorted(([a], [b]) => place(a) - place(b))
  }
  const counts = {
    status:
      data.by_status &&
      inOrder(data.by_status, statuses.entries).map(([key, count]) => ({
        key,
        count,
        label: statuses.label(key),
        colour: statuses.get(key)?.colour ?? null,
      })),
    category:
      data.by_category &&
      sorted(data.by_category).map(([key, count]) => ({ key, count, label: categories.label(key) })),
    queue: data.by_queue && sorted(data.by_queue).map(([key, count]) => ({ key, count, label: queues.label(key) })),
    priority:
      data.by_priority &&
      inOrder(data.by_priority, levels.entries).map(([key, count]) => ({
        key,
        count,
        label: key === 'none' ? t('level.open') : levels.label(key),
        colour: levels.get(key)?.colour ?? null,
      })),
  }
  // Which there are, in which order and under which name is the administrator's choice (AS-3).
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm" className={classes['grid'] ?? ''}>
      {widgets.entries.map((w) => {
        const shown = counts[w.by]
        return shown && <Widget key={w.key} {...props} title={widgets.label(w.key)} name={w.by} counts={shown} />
      })}
    </SimpleGrid>
  )
}
