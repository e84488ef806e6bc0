// The rows of a list: dragged by their handle, moved by buttons, opened by their name.
import { DragDropContext, Draggable, Droppable, type DraggableProvidedDragHandleProps } from '@hello-pangea/dnd'
import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconGripVertical,
  IconSubtask,
  IconUsers,
} from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useLanguage, useWords } from '@/i18n'
import { announce } from '@/ui'
import { shapesQuery, type Entry } from './config_api'
import type { EntriesView } from './config_route'
import { Dot } from './dot'
import { dropped, stepped, type Row } from './entries'
import classes from './entry_list.module.css'
import { fixed, trees } from './list_spec'
import { useSummary } from './use_summary'
import type { Change } from './use_entries'

interface Props {
  list: string
  /** All of the list, in order. */
  items: readonly Entry[]
  /** Those that are shown. */
  rows: readonly Row[]
  /** Only some are shown: order cannot be judged. */
  fixedOrder: boolean
  search: EntriesView
  onChange: (change: Change) => void
  onArchive: (entry: Entry) => void
  onRestore: (entry: Entry) => void
}

type Step = -1 | 1

export function EntryList(props: Props) {
  const t = useWords('config')
  const language = useLanguage()
  const { items, rows } = props
  const isShown = (entry: Entry) => rows.some((row) => row.entry.key === entry.key)
  /** The button that was pressed keeps the focus while its row moves. */
  const pressed = useRef<string>(undefined)
  useEffect(() => {
    if (pressed.current === undefined) return
    document.querySelector<HTMLElement>(`[data-step="${pressed.current}"]`)?.focus()
    pressed.current = undefined
  })

  const step = (entry: Entry, by: Step) => {
    const next = stepped(items, entry, by, isShown)
    if (!next) return
    pressed.current = `${entry.key} ${String(by)}`
    props.onChange((all) => stepped(all, all.find(({ key }) => key === entry.key) ?? entry, by, isShown) ?? [...all])
    const siblings = next.filter((each) => (each.parent ?? null) === (entry.parent ?? null) && isShown(each))
    const place = siblings.findIndex(({ key }) => key === entry.key) + 1
    announce(t('placed', { name: entry.labels[language], place, count_all: siblings.length }))
  }
  return (
    <DragDropContext
      dragHandleUsageInstructions={t('drag.how')}
      onDragEnd={({ source, destination }) => {
        if (destination && destination.index !== source.index)
          props.onChange((all) => dropped(all, rows, source.index, destination.index))
      }}
    >
      <Droppable droppableId={props.list}>
        {(drop) => (
          <ul ref={drop.innerRef} {...drop.droppableProps} className={classes['rows']}>
            {rows.map((row, at) => (
              <Draggable
                key={row.entry.key}
                draggableId={row.entry.key}
                index={at}
                isDragDisabled={props.fixedOrder || rows.length < 2}
              >
                {(drag, { isDragging }) => (
                  <li
                    ref={drag.innerRef}
                    {...drag.draggableProps}
                    className={classes['row']}
                    data-dragging={isDragging}
                    data-archived={row.entry.archived === true}
                  >
                    <EntryRow
                      {...props}
                      row={row}
                      handle={drag.dragHandleProps}
                      canStep={(by) => !props.fixedOrder && stepped(items, row.entry, by, isShown) !== undefined}
                      onStep={(by) => {
                        step(row.entry, by)
                      }}
                    />
                  </li>
                )}
              </Draggable>
            ))}
            {drop.placeholder}
          </ul>
        )}
      </Droppable>
    </DragDropContext>
  )
}

function EntryRow({
  row: { entry, depth },
  handle,
  canStep,
  onStep,
  ...props
}: Props & {
  row: Row
  handle: DraggableProvidedDragHandleProps | null
  canStep: (by: Step) => boolean
  onStep: (by: Step) => void
}) {
  const t = useWords('config')
  const language = useLanguage()
  const { data } = useQuery(shapesQuery)
  const summary = useSummary(data?.get(props.list), entry)
  const name = entry.labels[language]
  return (
    <>
      {handle && !props.fixedOrder && (
        <span {...handle} className={classes['handle']} aria-label={t('drag', { name })}>
          <IconGripVertical size={16} aria-hidden />
        </span>
      )}
      <div className={classes['what']} style={{ paddingInlineStart: `${String(depth * 1.5)}rem` }}>
        <Group gap={8} wrap="nowrap">
          {'colour' in entry && <Dot colour={entry['colour']} />}
          <Link
            to="/lists/$list/entry/$key"
            params={{ list: props.list, key: entry.key }}
            search={props.search}
            className={classes['open']}
          >
            {name}
          </Link>
          {entry.archived === true && (
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {t('archived.badge')}
            </Badge>
          )}
        </Group>
        {summary !== '' && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {summary}
          </Text>
        )}
      </div>
      <Group gap={2} wrap="nowrap">
        {([-1, 1] as const).map((by) => (
          <ActionIcon
            key={by}
            variant="subtle"
            c="dimmed"
            visibleFrom="sm"
            aria-label={by === -1 ? t('up', { name }) : t('down', { name })}
            data-step={`${entry.key} ${String(by)}`}
            aria-disabled={!canStep(by)}
            className={classes['step'] ?? ''}
            onClick={() => {
              onStep(by)
            }}
          >
            {by === -1 ? <IconArrowUp size={16} aria-hidden /> : <IconArrowDown size={16} aria-hidden />}
          </ActionIcon>
        ))}
        <RowMenu {...props} entry={entry} name={name} canStep={canStep} onStep={onStep} />
      </Group>
    </>
  )
}

function RowMenu({
  entry,
  name,
  list,
  search,
  canStep,
  onStep,
  onArchive,
  onRestore,
}: Props & { entry: Entry; name: string; canStep: (by: Step) => boolean; onStep: (by: Step) => void }) {
  const t = useWords('config')
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" c="dimmed" aria-label={t('more', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {trees.includes(list) && (
          <Menu.Item
            leftSection={<IconSubtask size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link to="/lists/$list/new" params={{ list }} search={{ ...search, below: entry.key }} {...props} />
            )}
          >
            {t('new_below')}
          </Menu.Item>
        )}
        {list === 'areas' && (
          <Menu.Item
            leftSection={<IconUsers size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link to="/lists/$list/members/$key" params={{ list, key: entry.key }} search={search} {...props} />
            )}
          >
            {t('members')}
          </Menu.Item>
        )}
        {canStep(-1) && (
          <Menu.Item
            leftSection={<IconArrowUp size={16} aria-hidden />}
            onClick={() => {
              onStep(-1)
            }}
          >
            {t('up.short')}
          </Menu.Item>
        )}
        {canStep(1) && (
          <Menu.Item
            leftSection={<IconArrowDown size={16} aria-hidden />}
            onClick={() => {
              onStep(1)
            }}
          >
            {t('down.short')}
          </Menu.Item>
        )}
        {entry.archived === true ? (
          <Menu.Item
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            onClick={() => {
              onRestore(entry)
            }}
          >
            {t('restore')}
          </Menu.Item>
        ) : (
          !fixed.includes(list) && (
            <Menu.Item
              leftSection={<IconArchive size={16} aria-hidden />}
              onClick={() => {
                onArchive(entry)
              }}
            >
              {t('archive')}
            </Menu.Item>
          )
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
