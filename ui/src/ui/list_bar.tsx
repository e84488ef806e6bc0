// Above a list: its search field, its filters, and which columns it shows.
import { ActionIcon, Checkbox, CloseButton, Group, Popover, Stack, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconColumns3, IconSearch } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import { useWords } from '@/i18n'
import { useCommands } from './commands'
import type { ListView } from './list_view'
import type { Column } from './resource_table'

const TYPING_MS = 250

function SearchField(props: { value: string; label: string; longest: number; onChange: (q: string) => void }) {
  const { value, label, onChange } = props
  const t = useWords('common')
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const [given, setGiven] = useState(value)
  // The address changed by other hands (back button, cleared filter): show what it says.
  if (given !== value) {
    setGiven(value)
    setTyped(value)
  }
  const report = useDebouncedCallback((text: string) => {
    const q = text.trim()
    setGiven(q)
    onChange(q)
  }, TYPING_MS)
  useCommands([{ id: 'list.search', label, group: t('commands.list'), keys: '/', run: () => input.current?.focus() }])
  return (
    <TextInput
      ref={input}
      type="search"
      maxLength={props.longest}
      flex={1}
      maw={360}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        report(event.currentTarget.value)
      }}
      rightSection={
        typed !== '' && (
          <CloseButton
            size="sm"
            aria-label={t('list.clear_search')}
            onClick={() => {
              setTyped('')
              report('')
              input.current?.focus()
            }}
          />
        )
      }
    />
  )
}

/** Which columns a list shows; the choice stands in the address. */
export function ColumnPicker<T>({
  columns,
  view,
  onHide,
}: {
  columns: readonly Column<T>[]
  view: ListView
  onHide: (hide: string) => void
}) {
  const t = useWords('common')
  const hidden = view.hide?.split(',') ?? []
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={t('list.columns')}>
          <ActionIcon variant="default" size={36} aria-label={t('list.columns')}>
            <IconColumns3 size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('list.columns')}>
        <Stack gap="xs">
          {columns
            .filter((column) => column.main !== true)
            .map((column) => (
              <Checkbox
                key={column.name}
                label={column.label}
                checked={!hidden.includes(column.name)}
                onChange={(event) => {
                  const others = hidden.filter((name) => name !== column.name)
                  onHide((event.currentTarget.checked ? others : [...others, column.name]).join(','))
                }}
              />
            ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

export function ListBar<T>(props: {
  searchLabel: string
  /** How many characters of a search the server reads; 60 unless it reads more. */
  longest?: number
  columns: readonly Column<T>[]
  view: ListView
  onView: (change: { q?: string; hide?: string }) => void
  /** More filters, between search and columns. */
  children?: ReactNode
}) {
  return (
    <Group gap="xs" wrap="nowrap">
      <SearchField
        label={props.searchLabel}
        longest={props.longest ?? 60}
        value={props.view.q ?? ''}
        onChange={(q) => {
          props.onView({ q })
        }}
      />
      {props.children}
      {props.columns.length > 0 && (
        <Group ml="auto">
          <ColumnPicker
            columns={props.columns}
            view={props.view}
            onHide={(hide) => {
              props.onView({ hide })
            }}
          />
        </Group>
      )}
    </Group>
  )
}
