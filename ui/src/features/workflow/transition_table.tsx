// The ways of a workflow: from where, to where, who may take each, and what must be filled in.
import { Button, Group, MultiSelect, Select, Stack, Table, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { demands, useConfig } from '@/features/config'
import { useRoles } from '@/features/role'
import { useWords } from '@/i18n'
import { RowButtons } from './row_buttons'
import { useRows, type Table as TableProps } from './use_rows'
import { fromValues, noTransition, type Transition } from './workflow'
import classes from './workflow.module.css'

/** No status is called so: keys have no asterisk. */
const ANY = '*'

export function useWayName(): (way: Pick<Transition, 'from' | 'to'>) => string {
  const t = useWords('workflow')
  const { label } = useConfig('statuses')
  return ({ from, to }) => `${from === null ? t('any') : label(from)} → ${to === '' ? '…' : label(to)}`
}

export function TransitionTable(props: TableProps) {
  const t = useWords('workflow', 'config')
  const statuses = useConfig('statuses')
  const roles = useRoles()
  const wayName = useWayName()
  const rows = useRows<Transition>(props, 'transitions', noTransition)
  const states = fromValues(props.form.values)
    .states.map(({ status }) => status)
    .filter((status) => status !== '')
  // What is no state any more is still shown where it stands.
  const optionsWith = (key: string) =>
    [...new Set([...states, key])]
      .filter((each) => each !== '' && each !== ANY)
      .map((each) => ({ value: each, label: statuses.label(each) }))
  const roleKeys = (chosen: readonly string[]) => [...new Set([...roles.roles.map(({ key }) => key), ...chosen])]
  const demandName = (key: string) => t.find(`config:word.demand.${key}`) ?? key
  return (
    <Stack gap="xs" component="section" aria-label={t('transitions')}>
      <div>
        <Title order={2} size="h5">
          {t('transitions')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('transitions.why')}
        </Text>
      </div>
      {rows.rows.length > 0 && (
        <div className={classes['frame']}>
          <Table className={classes['table'] ?? ''} aria-label={t('transitions')}>
            <Table.Thead>
              <Table.Tr>
                {(['from', 'to', 'roles', 'requires'] as const).map((each) => (
                  <Table.Th key={each} scope="col">
                    {t(each)}
                  </Table.Th>
                ))}
                <Table.Th scope="col">{t('row')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.rows.map((way, at) => {
                const name = `${String(at + 1)}: ${wayName(way)}`
                const isFromWrong = way.from !== null && !states.includes(way.from)
                const wrong = rows.error(at)
                return (
                  <Table.Tr key={at}>
                    <Table.Td>
                      <Select
                        label={t('of', { what: t('from'), name })}
                        data={[{ value: ANY, label: t('any') }, ...optionsWith(way.from ?? ANY)]}
                        value={way.from ?? ANY}
                        allowDeselect={false}
                        error={rows.error(at, 'from') ?? (isFromWrong ? wrong : undefined)}
                        onChange={(from) => {
                          rows.set(at, { from: from === ANY ? null : from })
                        }}
                      />
                    </Table.Td>
                    <Table.Td>
                      <Select
                        label={t('of', { what: t('to'), name })}
                        data={optionsWith(way.to)}
                        value={way.to === '' ? null : way.to}
                        placeholder={t('choose')}
                        allowDeselect={false}
                        error={rows.error(at, 'to') ?? (isFromWrong ? undefined : wrong)}
                        onChange={(to) => {
                          rows.set(at, { to: to ?? '' })
                        }}
                      />
                    </Table.Td>
                    <Table.Td>
                      <MultiSelect
                        label={t('of', { what: t('roles'), name })}
                        data={roleKeys(way.roles).map((key) => ({ value: key, label: roles.label(key) }))}
                        value={[...way.roles]}
                        placeholder={way.roles.length === 0 ? t('everybody') : ''}
                        error={rows.error(at, 'roles')}
                        onChange={(keys) => {
                          rows.set(at, { roles: keys })
                        }}
                      />
                    </Table.Td>
                    <Table.Td>
                      <MultiSelect
                        label={t('of', { what: t('requires'), name })}
                        data={[...new Set([...demands, ...way.requires])].map((key) => ({
                          value: key,
                          label: demandName(key),
                        }))}
                        value={[...way.requires]}
                        placeholder={way.requires.length === 0 ? t('nothing') : ''}
                        error={rows.error(at, 'requires')}
                        onChange={(keys) => {
                          rows.set(at, { requires: keys })
                        }}
                      />
                    </Table.Td>
                    <Table.Td>
                      <RowButtons rows={rows} at={at} name={name} />
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Group>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={rows.add}>
          {t('transition.add')}
        </Button>
      </Group>
    </Stack>
  )
}
