// A ticket on the board. It is dragged by hand, or moved by its menu.
import type { DraggableProvided } from '@hello-pangea/dnd'
import { ActionIcon, Group, Loader, Menu, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconArrowsMove } from '@tabler/icons-react'
import { useState } from 'react'
import { useProblemText, useWords } from '@/i18n'
import { movesQuery, ofWhom, type Ticket } from './ticket_api'
import { Dot, PriorityBadge, SlaBadge } from './ticket_badges'
import classes from './ticket_board.module.css'
import { useConfig } from '@/features/config'

function Moves({ ticket, onMove }: { ticket: Ticket; onMove: (to: string) => void }) {
  const t = useWords('ticket')
  const problemText = useProblemText()
  const statuses = useConfig('statuses')
  const { data, error } = useQuery(movesQuery(ticket.id))
  if (error) return <Menu.Label>{problemText(error)}</Menu.Label>
  if (!data)
    return (
      <Menu.Label>
        <Loader size="xs" />
      </Menu.Label>
    )
  if (data.items.length === 0) return <Menu.Label>{t('moves.none')}</Menu.Label>
  return data.items.map((move) => (
    <Menu.Item
      key={move.to}
      leftSection={<Dot colour={statuses.get(move.to)?.colour} />}
      onClick={() => {
        onMove(move.to)
      }}
    >
      {statuses.label(move.to)}
    </Menu.Item>
  ))
}

export function BoardCard(props: {
  ticket: Ticket
  handle: DraggableProvided['dragHandleProps']
  onMove: (to: string) => void
}) {
  const t = useWords('ticket')
  const { ticket } = props
  const [opened, setOpened] = useState(false)
  return (
    <>
      <div {...props.handle} className={classes['handle']} aria-label={t('card', { number: ticket.number })}>
        <Text size="xs" c="dimmed">
          {ticket.number}
          {ofWhom(ticket)}
        </Text>
      </div>
      <Link to="/tickets/$id" params={{ id: ticket.id }} className={classes['subject']}>
        {ticket.subject}
      </Link>
      <Group justify="space-between" gap={4} wrap="nowrap" align="flex-end">
        <div className={classes['facts']}>
          <PriorityBadge priority={ticket.priority} />
          <SlaBadge ticket={ticket} />
          <Text size="xs" c="dimmed">
            {ticket.assignee_name ?? t('owner.none')}
          </Text>
        </div>
        <Menu opened={opened} onChange={setOpened}>
          <Menu.Target>
            <ActionIcon variant="subtle" c="dimmed" aria-label={t('move_of', { number: ticket.number })}>
              <IconArrowsMove size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('move_to')}</Menu.Label>
            {opened && <Moves ticket={ticket} onMove={props.onMove} />}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </>
  )
}
