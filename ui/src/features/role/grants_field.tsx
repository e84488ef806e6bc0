// With which tickets a role may do what: each line is one allowance, one that fits suffices (AS-3).
import { ActionIcon, Button, Checkbox, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { EntrySelect, useList } from '@/features/config'
import { useFormat, useWords } from '@/i18n'
import type { Grant } from './role_api'

const scopes = [
  ['area', 'areas'],
  ['category', 'categories'],
  ['queue', 'queues'],
  ['workflow', 'workflows'],
] as const
const acts = ['see', 'respond', 'escalate', 'close'] as const
const nothing: Grant = {
  area: null,
  category: null,
  queue: null,
  workflow: null,
  see: true,
  respond: false,
  escalate: false,
  close: false,
}

export function GrantsField(props: {
  grants: readonly Grant[]
  readOnly: boolean
  onChange: (grants: readonly Grant[]) => void
}) {
  const t = useWords('role')
  const { grants } = props
  const set = (at: number, change: Partial<Grant>) => {
    props.onChange(grants.map((grant, each) => (each === at ? { ...grant, ...change } : grant)))
  }
  return (
    <Stack gap="xs" role="group" aria-label={t('grants')}>
      <div>
        <Text size="sm" fw={500}>
          {t('grants')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('grants.how')}
        </Text>
      </div>
      {grants.length === 0 && <Text size="sm">{t('grants.none')}</Text>}
      {grants.map((grant, at) => (
        <Paper key={at} withBorder p="xs" radius="md" role="group" aria-label={t('grant', { n: at + 1 })}>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs">
            {scopes.map(([name, list]) => (
              <EntrySelect
                key={name}
                label={t(`scope.${name}`)}
                list={list}
                none={t('any')}
                value={grant[name] ?? ''}
                onChange={(key) => {
                  if (!props.readOnly) set(at, { [name]: key === '' ? null : key })
                }}
              />
            ))}
          </SimpleGrid>
          <Group gap="md" mt="xs">
            {acts.map((act) => (
              <Checkbox
                key={act}
                label={t(`act.${act}`)}
                checked={grant[act]}
                disabled={props.readOnly}
                onChange={(event) => {
                  set(at, { [act]: event.currentTarget.checked })
                }}
              />
            ))}
            {!props.readOnly && (
              <ActionIcon
                ml="auto"
                variant="subtle"
                c="dimmed"
                aria-label={t('grant.remove', { n: at + 1 })}
                onClick={() => {
                  props.onChange(grants.filter((_, each) => each !== at))
                }}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        </Paper>
      ))}
      {!props.readOnly && (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              props.onChange([...grants, nothing])
            }}
          >
            {t('grant.add')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** "Area: Legal · See, Work on": each line as it reads. */
export function GrantLines({ grants }: { grants: readonly Grant[] }) {
  const t = useWords('role')
  const format = useFormat()
  const lists = {
    area: useList('areas'),
    category: useList('categories'),
    queue: useList('queues'),
    workflow: useList('workflows'),
  }
  if (grants.length === 0) return t('grants.none')
  return grants.map((grant, at) => {
    const where = scopes.flatMap(([name]) => {
      const key = grant[name]
      return key == null ? [] : [format.named(t(`scope.${name}`), lists[name].label(key))]
    })
    const may = acts.filter((act) => grant[act]).map((act) => t(`act.${act}`))
    return <div key={at}>{[...(where.length > 0 ? where : [t('any')]), may.join(', ')].join(' · ')}</div>
  })
}
