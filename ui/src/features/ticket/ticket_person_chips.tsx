// Whose tickets the list is narrowed to, when one comes from a person's page; each can be taken off.
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconX } from '@tabler/icons-react'
import { personQuery } from '@/features/person'
import { useWords } from '@/i18n'
import type { TicketView, TicketViewChange } from './ticket_view'

function Chip({ name, id, onClear }: { name: 'requester' | 'affected'; id: number; onClear: () => void }) {
  const t = useWords('ticket')
  const { data } = useQuery(personQuery(id))
  return (
    <Button
      size="compact-sm"
      variant="default"
      rightSection={<IconX size={14} aria-hidden />}
      title={t('filters.clear')}
      onClick={onClear}
    >
      {t(`filter.${name}`, { name: data?.name ?? String(id) })}
    </Button>
  )
}

export function PersonChips({ view, onView }: { view: TicketView; onView: (change: TicketViewChange) => void }) {
  const given = (['requester', 'affected'] as const).filter((name) => view[name] !== undefined)
  if (given.length === 0) return null
  return (
    <Group gap="xs">
      {given.map((name) => (
        <Chip
          key={name}
          name={name}
          id={Number(view[name])}
          onClear={() => {
            onView({ [name]: undefined })
          }}
        />
      ))}
    </Group>
  )
}
