// Importance × urgency: which level each field of the matrix gives (TK-3). Each has exactly one.
import { Paper, Select, SimpleGrid, Text, Title } from '@mantine/core'
import { useLanguage, useWords } from '@/i18n'
import type { Entry } from './config_api'
import type { Change } from './use_entries'

const quadrants = ['do', 'decide', 'delegate', 'delete'] as const

const heldBy = (entry: Entry) => (entry['quadrants'] ?? []) as readonly string[]

/** The quadrant belongs to this level from now on, and to no other. */
export function given(items: readonly Entry[], quadrant: string, level: string): Entry[] {
  return items.map((entry) => {
    const others = heldBy(entry).filter((each) => each !== quadrant)
    return { ...entry, quadrants: entry.key === level ? [...others, quadrant] : others }
  })
}

export function QuadrantPanel({ items, onChange }: { items: readonly Entry[]; onChange: (change: Change) => void }) {
  const t = useWords('config')
  const language = useLanguage()
  const options = items
    .filter((entry) => entry.archived !== true)
    .map((entry) => ({ value: entry.key, label: entry.labels[language] }))
  return (
    <Paper component="section" aria-label={t('matrix')} withBorder p="md" radius="lg">
      <Title order={2} size="h5">
        {t('matrix')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('matrix.why')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {quadrants.map((quadrant) => (
          <Select
            key={quadrant}
            label={t(`quadrant.${quadrant}`)}
            data={options}
            value={items.find((entry) => heldBy(entry).includes(quadrant))?.key ?? null}
            allowDeselect={false}
            onChange={(level) => {
              if (level !== null) onChange((all) => given(all, quadrant, level))
            }}
          />
        ))}
      </SimpleGrid>
    </Paper>
  )
}
