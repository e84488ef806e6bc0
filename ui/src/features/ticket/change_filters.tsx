// Whose changes and of which field, out of those that the ticket has.
import { Group, Select } from '@mantine/core'
import { useWords } from '@/i18n'
import type { TicketEvent } from './ticket_api'
import { useFieldName } from './ticket_change'
import { actorOf, changesAmong, changesOf, type ChangeFilter } from './timeline'

interface Props {
  events: readonly TicketEvent[]
  value: ChangeFilter
  onChange: (value: ChangeFilter) => void
}

export function ChangeFilters({ events, value, onChange }: Props) {
  const t = useWords('ticket')
  const fieldName = useFieldName()
  const changes = changesAmong(events, { actor: null, field: null })
  const actors = new Map(changes.map((event) => [actorOf(event), event.actor_name ?? t('actor.system')]))
  const fields = new Set(changes.flatMap((event) => changesOf(event).map(({ field }) => field)))
  return (
    <Group gap="xs" mb="sm" grow>
      <Select
        size="xs"
        clearable
        aria-label={t('timeline.by')}
        placeholder={t('timeline.by.any')}
        data={[...actors].map(([id, label]) => ({ value: id, label }))}
        value={value.actor}
        onChange={(actor) => {
          onChange({ ...value, actor })
        }}
      />
      <Select
        size="xs"
        clearable
        aria-label={t('timeline.of')}
        placeholder={t('timeline.of.any')}
        data={[...fields].map((field) => ({ value: field, label: fieldName(field) }))}
        value={value.field}
        onChange={(field) => {
          onChange({ ...value, field })
        }}
      />
    </Group>
  )
}
