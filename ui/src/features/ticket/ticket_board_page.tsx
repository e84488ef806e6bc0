// The tickets by status: moved by hand or by menu, with the same rules as any other transition (TK-11).
import { DragDropContext, Draggable, Droppable, type DropResult } from '@hello-pangea/dnd'
import { Button, Group, Select, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconList, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat, useProblemText, useWords } from '@/i18n'
import { Failed, ListBar, notifyDone, notifyFailed, Page, useSession } from '@/ui'
import { BoardCard } from './board_card'
import { byStatus, useBoard } from './board'
import { MoveDialog } from './move_dialog'
import { openNewTicket } from './new_ticket'
import { movesQuery, type Move, type Ticket } from './ticket_api'
import { Dot } from './ticket_badges'
import classes from './ticket_board.module.css'
import { useConfig } from '@/features/config'
import { TicketFilters } from './ticket_filters'
import { NewChip, useNewCount } from './ticket_news'
import { needsAnswers } from './ticket_moves'
import { ticketBoardRoute } from './ticket_route'
import { changeTicketView, toQuery, type TicketViewChange } from './ticket_view'
import { useMove } from './use_ticket'

export function TicketBoardPage() {
  const t = useWords('ticket', 'common')
  const navigate = useNavigate()
  const format = useFormat()
  const problemText = useProblemText()
  const queryClient = useQueryClient()
  const zone = useSession().person.time_zone
  const view = ticketBoardRoute.useSearch()
  const workflows = useConfig('workflows')
  const statuses = useConfig('statuses')
  const [chosen, setChosen] = useState<string>()
  const workflow = workflows.get(chosen ?? null) ?? workflows.entries[0]
  const query = toQuery(changeTicketView(view, { status: undefined }), zone)
  const board = useBoard(query)
  const newCount = useNewCount(query, board)
  const { move } = useMove()
  /** Where cards stand that are on their way. */
  const [moving, setMoving] = useState<Readonly<Record<number, string>>>({})
  const [asked, setAsked] = useState<{ ticket: Ticket; move: Move; resolutions: readonly string[] }>()

  const setView = (change: TicketViewChange) =>
    void navigate({ to: '.', search: changeTicketView(view, change), replace: true })
  const settle = (id: number) => {
    setMoving((old) => Object.fromEntries(Object.entries(old).filter(([each]) => Number(each) !== id)))
  }
  /** Shown where it was put at once; back where it was, with the reason, when the server refuses. */
  const start = async (ticket: Ticket, to: string) => {
    setMoving((old) => ({ ...old, [ticket.id]: to }))
    try {
      const moves = await queryClient.query({ ...movesQuery(ticket.id), staleTime: 0 })
      const wanted = moves.items.find((each) => each.to === to)
      if (wanted && needsAnswers(wanted)) setAsked({ ticket, move: wanted, resolutions: moves.resolutions })
      else
        move(ticket, { to, name: statuses.label(to) }, () => {
          settle(ticket.id)
        })
    } catch (error) {
      notifyFailed(problemText(error))
      settle(ticket.id)
    }
  }
  const dropped = ({ draggableId, destination, source }: DropResult) => {
    const ticket = board.rows.find(({ id }) => String(id) === draggableId)
    if (ticket && destination && destination.droppableId !== source.droppableId)
      void start(ticket, destination.droppableId)
  }

  const columns = workflow?.states.map(({ status }) => status) ?? []
  const rows = board.rows.filter((ticket) => ticket.workflow === workflow?.key)
  const cards = byStatus(rows, columns, moving)
  return (
    <Page
      name="ticket.board"
      title={t('common:nav.tickets.board')}
      tip={t('ticket:board.tip')}
      wide
      actions={
        <>
          <Button
            renderRoot={(props) => <Link to="/tickets" search={view} {...props} />}
            variant="default"
            leftSection={<IconList size={16} aria-hidden />}
          >
            {t('ticket:list')}
          </Button>
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              openNewTicket()
            }}
          >
            {t('common:nav.tickets.new')}
          </Button>
        </>
      }
    >
      <ListBar searchLabel={t('ticket:search')} longest={200} columns={[]} view={view} onView={setView}>
        <TicketFilters view={view} onView={setView} without={['status']} />
        {workflows.entries.length > 1 && (
          <Select
            aria-label={t('ticket:field.workflow')}
            data={workflows.options}
            value={workflow?.key ?? null}
            allowDeselect={false}
            onChange={(key) => {
              setChosen(key ?? undefined)
            }}
          />
        )}
      </ListBar>
      {newCount > 0 && (
        <Group justify="center">
          <NewChip count={newCount} onShow={board.retry} />
        </Group>
      )}
      {board.error && <Failed error={board.error} onRetry={board.retry} />}
      <DragDropContext onDragEnd={dropped} dragHandleUsageInstructions={t('ticket:board.how')}>
        <div className={classes['board']}>
          {columns.map((status) => (
            <section key={status} className={classes['column']} aria-label={statuses.label(status)}>
              <Group gap={8} className={classes['head'] ?? ''} wrap="nowrap">
                <Dot colour={statuses.get(status)?.colour} />
                <Title order={2} fz="sm">
                  {statuses.label(status)}
                </Title>
                <Text size="sm" c="dimmed">
                  {format.number(cards[status]?.length ?? 0)}
                  {board.more && '+'}
                </Text>
              </Group>
              <Droppable droppableId={status}>
                {(drop, state) => (
                  <div
                    ref={drop.innerRef}
                    {...drop.droppableProps}
                    className={classes['cards']}
                    data-over={state.isDraggingOver}
                  >
                    {cards[status]?.map((ticket, at) => (
                      <Draggable key={ticket.id} draggableId={String(ticket.id)} index={at}>
                        {(drag, { isDragging }) => (
                          <div
                            ref={drag.innerRef}
                            {...drag.draggableProps}
                            className={classes['card']}
                            data-dragging={isDragging}
                            data-moving={moving[ticket.id] !== undefined}
                          >
                            <BoardCard
                              ticket={ticket}
                              handle={drag.dragHandleProps}
                              onMove={(to) => void start(ticket, to)}
                            />
                          </div>
                        )}
                      </Draggable>
                    ))}
                    {drop.placeholder}
                    {cards[status]?.length === 0 && !board.isPending && (
                      <Text size="sm" c="dimmed" ta="center" py="md">
                        {t('ticket:board.empty')}
                      </Text>
                    )}
                  </div>
                )}
              </Droppable>
            </section>
          ))}
        </div>
      </DragDropContext>
      {board.more && (
        <Group justify="center">
          <Button variant="default" loading={board.isLoadingMore} onClick={board.more}>
            {t('common:list.more')}
          </Button>
        </Group>
      )}
      {asked && (
        <MoveDialog
          {...asked}
          onClose={() => {
            setAsked(undefined)
            settle(asked.ticket.id)
          }}
          onMoved={(after) => {
            setAsked(undefined)
            settle(after.id)
            notifyDone(t('ticket:moved', { number: after.number, status: statuses.label(after.status) }))
          }}
        />
      )}
    </Page>
  )
}
