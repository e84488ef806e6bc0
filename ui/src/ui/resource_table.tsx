// The table of every list: sort and columns in the address, more on request, by keyboard with j and k.
import { Button, Group, Skeleton, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconRefresh } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Item } from '@/api'
import { useFormat, useWords } from '@/i18n'
import { useCommands } from './commands'
import { nextSort, type ListView } from './list_view'
import type { ResourceList } from './resource_list'
import classes from './resource_table.module.css'
import { Failed } from './states'

export interface Column<T> {
  /** As in the address. */
  name: string
  label: string
  cell: (row: T) => ReactNode
  /** The server can sort by it, under the column's name. */
  sorts?: boolean
  /** Left out on narrow screens. */
  wide?: boolean
  /** Always shown: what the row is called. Its cell holds the link or button that opens it. */
  main?: boolean
}

interface Props<T extends Item> {
  label: string
  list: ResourceList<T>
  columns: readonly Column<T>[]
  view: ListView
  onView: (change: { sort?: string | undefined }) => void
  /** What a row can do, at its end. */
  actions?: (row: T) => ReactNode
  /** Stands there when the list has no rows. */
  empty: ReactNode
}

export function shownColumns<T>(columns: readonly Column<T>[], view: ListView): Column<T>[] {
  const hidden = view.hide?.split(',') ?? []
  return columns.filter((column) => column.main === true || !hidden.includes(column.name))
}

/** j and k go from row to row; Enter then does what the row's own link or button does. */
function useRowKeys(body: React.RefObject<HTMLTableSectionElement | null>): void {
  const t = useWords('common')
  const move = (step: number) => {
    const mains = [...(body.current?.querySelectorAll<HTMLElement>('[data-main] :is(a, button)') ?? [])]
    const at = mains.findIndex((main) => main.closest('tr')?.contains(document.activeElement))
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), mains.length - 1)
    mains[next]?.focus()
  }
  useCommands([
    {
      id: 'row.next',
      label: t('list.next_row'),
      group: t('commands.list'),
      keys: 'j',
      onlyKeys: true,
      run: () => {
        move(1)
      },
    },
    {
      id: 'row.previous',
      label: t('list.previous_row'),
      group: t('commands.list'),
      keys: 'k',
      onlyKeys: true,
      run: () => {
        move(-1)
      },
    },
  ])
}

/** With its last page the button goes: the focus then moves on to the first row of that page. */
function useFocusAfterMore(body: React.RefObject<HTMLTableSectionElement | null>, rows: number, isAll: boolean) {
  const pressedAt = useRef<number>(undefined)
  useEffect(() => {
    const at = pressedAt.current
    if (at === undefined || rows <= at) return
    pressedAt.current = undefined
    if (isAll) body.current?.children[at]?.querySelector<HTMLElement>('[data-main] :is(a, button)')?.focus()
  }, [body, rows, isAll])
  return () => {
    pressedAt.current = rows
  }
}

function Heading<T>({ column, sort, onSort }: { column: Column<T>; sort: string | undefined; onSort: () => void }) {
  const direction = sort === column.name ? 'ascending' : sort === `-${column.name}` ? 'descending' : undefined
  const Arrow = direction === 'ascending' ? IconArrowUp : direction === 'descending' ? IconArrowDown : IconArrowsSort
  return (
    <Table.Th scope="col" {...(direction && { 'aria-sort': direction })} {...(column.wide && { visibleFrom: 'sm' })}>
      {column.sorts ? (
        <UnstyledButton className={classes['sort'] ?? ''} onClick={onSort}>
          {column.label}
          <Arrow size={14} opacity={direction ? 1 : 0.45} aria-hidden />
        </UnstyledButton>
      ) : (
        column.label
      )}
    </Table.Th>
  )
}

function SkeletonRows({ columns }: { columns: number }) {
  return Array.from({ length: 6 }, (_, row) => (
    <Table.Tr key={row} aria-hidden>
      {Array.from({ length: columns }, (_, cell) => (
        <Table.Td key={cell}>
          <Skeleton height={14} my={4} width={`${String(45 + ((row * 3 + cell * 5) % 5) * 10)}%`} />
        </Table.Td>
      ))}
    </Table.Tr>
  ))
}

export function ResourceTable<T extends Item>({ label, list, columns, view, onView, actions, empty }: Props<T>) {
  const t = useWords('common')
  const format = useFormat()
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  const { more } = list
  const pressed = useFocusAfterMore(body, list.rows.length, more === undefined)
  const shown = shownColumns(columns, view)

  if (list.error && list.rows.length === 0) return <Failed error={list.error} onRetry={list.retry} />
  if (!list.isPending && list.rows.length === 0 && !list.hasNews) return empty
  return (
    <div>
      <div className={classes['frame']}>
        {list.hasNews && (
          <div className={classes['news']}>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={list.retry}
            >
              {t('list.news')}
            </Button>
          </div>
        )}
        <Table
          className={classes['table'] ?? ''}
          highlightOnHover
          aria-label={label}
          aria-busy={list.isPending || list.isOld}
        >
          <Table.Thead>
            <Table.Tr>
              {shown.map((column) => (
                <Heading
                  key={column.name}
                  column={column}
                  sort={view.sort}
                  onSort={() => {
                    onView({ sort: nextSort(view.sort, column.name) })
                  }}
                />
              ))}
              {actions && (
                <Table.Th className={classes['actions'] ?? ''}>
                  <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody ref={body} className={list.isOld ? (classes['old'] ?? '') : ''}>
            {list.isPending && <SkeletonRows columns={shown.length + (actions ? 1 : 0)} />}
            {list.rows.map((row) => (
              <Table.Tr key={row.id}>
                {shown.map((column) => (
                  <Table.Td
                    key={column.name}
                    {...(column.main && { 'data-main': true })}
                    {...(column.wide && { visibleFrom: 'sm' })}
                  >
                    {column.cell(row)}
                  </Table.Td>
                ))}
                {actions && <Table.Td className={classes['actions'] ?? ''}>{actions(row)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {list.error && list.rows.length > 0 && <Failed error={list.error} onRetry={list.retry} />}
      {list.rows.length > 0 && (
        <Group justify="space-between" mt="xs" mih={36}>
          <Text size="xs" c="dimmed">
            {t('list.shown', { count: list.rows.length, shown: format.number(list.rows.length) })}
          </Text>
          {more && (
            <Button
              variant="default"
              size="xs"
              loading={list.isLoadingMore}
              onClick={() => {
                pressed()
                more()
              }}
            >
              {t('list.more')}
            </Button>
          )}
        </Group>
      )}
    </div>
  )
}
