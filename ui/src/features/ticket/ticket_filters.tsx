// The filters of list and board, each in the address.
import { Button, Group, Indicator, MultiSelect, Popover, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconFilter } from '@tabler/icons-react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { DayField, useSession } from '@/ui'
import { staffQuery } from './ticket_api'
import { categoryPath, useConfig, type ListName } from '@/features/config'
import { filters, values, type FilterName, type TicketView, type TicketViewChange } from './ticket_view'

interface Props {
  view: TicketView
  onView: (change: TicketViewChange) => void
  /** The board has its statuses as columns. */
  without?: readonly FilterName[]
}

function ListFilter(props: Props & { name: FilterName; list: ListName; label: string }) {
  const config = useConfig(props.list)
  const categories = useConfig('categories')
  const t = useWords('ticket')
  const options =
    props.list === 'categories'
      ? config.entries.map(({ key }) => ({ value: key, label: categoryPath(categories, key) }))
      : config.options
  const data = props.list === 'priorities' ? [...options, { value: 'none', label: t('level.open') }] : options
  return (
    <MultiSelect
      label={props.label}
      data={data}
      value={values(props.view, props.name)}
      onChange={(chosen) => {
        props.onView({ [props.name]: chosen.join(',') })
      }}
      clearable
      searchable
      openOnFocus={false}
      hidePickedOptions
      comboboxProps={{ withinPortal: false }}
      clearButtonProps={{ 'aria-label': props.label }}
    />
  )
}

export function useOwnerOptions(): { value: string; label: string }[] {
  const t = useWords('ticket')
  const session = useSession()
  const { data: staff = [] } = useQuery({ ...staffQuery, enabled: can(session, 'person.read') })
  return [
    { value: 'me', label: t('owner.me') },
    { value: 'none', label: t('owner.none') },
    ...staff
      .filter((person) => person.id !== session.person.id)
      .map((person) => ({ value: String(person.id), label: person.name })),
  ]
}

export function TicketFilters({ without = [], ...props }: Props) {
  const t = useWords('ticket')
  const owners = useOwnerOptions()
  const { view, onView } = props
  const shown = filters.filter((name) => !without.includes(name))
  const count = shown.filter((name) => view[name] !== undefined).length
  const none = Object.fromEntries(shown.map((name) => [name, undefined]))
  return (
    <Popover position="bottom-start" shadow="md" trapFocus width={320}>
      <Indicator label={String(count)} disabled={count === 0} size={18} color="pine">
        <Popover.Target>
          <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />}>
            {t('filters')}
          </Button>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('filters')}>
        <Stack gap="xs">
          {!without.includes('status') && <ListFilter {...props} name="status" list="statuses" label={t('status')} />}
          <ListFilter {...props} name="category" list="categories" label={t('category')} />
          <ListFilter {...props} name="priority" list="priorities" label={t('priority')} />
          <ListFilter {...props} name="queue" list="queues" label={t('queue')} />
          <ListFilter {...props} name="channel" list="channels" label={t('channel')} />
          <Select
            label={t('assignee_id')}
            data={owners}
            value={view.owner ?? null}
            onChange={(owner) => {
              onView({ owner: owner ?? undefined })
            }}
            clearable
            searchable
            openOnFocus={false}
            comboboxProps={{ withinPortal: false }}
            clearButtonProps={{ 'aria-label': t('assignee_id') }}
          />
          <Group grow gap="xs">
            <DayField
              label={t('filter.from')}
              value={view.from ?? ''}
              onChange={(from) => {
                onView({ from })
              }}
            />
            <DayField
              label={t('filter.to')}
              value={view.to ?? ''}
              onChange={(to) => {
                onView({ to })
              }}
            />
          </Group>
          {count > 0 && (
            <Button
              variant="default"
              onClick={() => {
                onView(none)
              }}
            >
              {t('filters.clear')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
