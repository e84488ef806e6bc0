// The states of a workflow: their status, and to whom a ticket goes that enters.
import { Button, Group, Select, Stack, Table, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { EntrySelect, useConfig } from '@/features/config'
import { PersonById } from '@/features/person'
import { useWords } from '@/i18n'
import { RowButtons } from './row_buttons'
import { useRows, type Table as TableProps } from './use_rows'
import { noState, type State } from './workflow'
import classes from './workflow.module.css'

export function StateTable(props: TableProps) {
  const t = useWords('workflow')
  const statuses = useConfig('statuses')
  const rows = useRows<State>(props, 'states', noState)
  return (
    <Stack gap="xs" component="section" aria-label={t('states')}>
      <div>
        <Title order={2} size="h5">
          {t('states')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('states.why')}
        </Text>
      </div>
      {rows.rows.length > 0 && (
        <div className={classes['frame']}>
          <Table className={classes['table'] ?? ''} aria-label={t('states')}>
            <Table.Thead>
              <Table.Tr>
                {(['status', 'area', 'queue', 'owner'] as const).map((each) => (
                  <Table.Th key={each} scope="col">
                    {t(each)}
                  </Table.Th>
                ))}
                <Table.Th scope="col">{t('row')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.rows.map((state, at) => {
                const name = state.status === '' ? t('state_n', { n: at + 1 }) : statuses.label(state.status)
                const others = rows.rows.filter((_, each) => each !== at).map(({ status }) => status)
                return (
                  <Table.Tr key={at}>
                    <Table.Td>
                      <Select
                        label={t('of', { what: t('status'), name })}
                        data={[...new Set([...statuses.entries.map(({ key }) => key), state.status])]
                          .filter((key) => key !== '' && !others.includes(key))
                          .map((key) => ({ value: key, label: statuses.label(key) }))}
                        value={state.status === '' ? null : state.status}
                        placeholder={t('choose')}
                        allowDeselect={false}
                        error={rows.error(at, 'status') ?? rows.error(at)}
                        onChange={(status) => {
                          rows.set(at, { status: status ?? '' })
                        }}
                      />
                    </Table.Td>
                    {(['area', 'queue'] as const).map((field) => (
                      <Table.Td key={field}>
                        <EntrySelect
                          label={t('of', { what: field === 'area' ? t('area') : t('queue'), name })}
                          list={`${field}s`}
                          none={t('unchanged')}
                          value={state[field] ?? ''}
                          error={rows.error(at, field)}
                          onChange={(key) => {
                            rows.set(at, { [field]: key === '' ? null : key })
                          }}
                        />
                      </Table.Td>
                    ))}
                    <Table.Td>
                      <PersonById
                        key={state.status}
                        label={t('of', { what: t('owner'), name })}
                        value={state.assignee_id}
                        error={rows.error(at, 'assignee_id')}
                        onChange={(assignee_id) => {
                          rows.set(at, { assignee_id })
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
          {t('state.add')}
        </Button>
      </Group>
    </Stack>
  )
}
