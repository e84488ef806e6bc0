// The tickets: as a table, or, when one is open, as a narrow list beside it that keeps its place.
import { Button, Group, Stack, Tabs } from '@mantine/core'
import { Link, Outlet, useMatch, useNavigate } from '@tanstack/react-router'
import { IconDownload, IconLayoutKanban, IconPlus, IconTicket } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { Empty, ListBar, Page, ResourceTable, useResourceList, useSession } from '@/ui'
import { openNewTicket } from './new_ticket'
import { exportAddress, ticketList, tickets } from './ticket_api'
import { useTicketColumns } from './ticket_columns'
import { PersonChips } from './ticket_person_chips'
import { TicketFilters } from './ticket_filters'
import classes from './ticket_list_page.module.css'
import { NewChip, useNewCount } from './ticket_news'
import { ticketListRoute, ticketRoute } from './ticket_route'
import { TicketSideList } from './ticket_side_list'
import { changeTicketView, hasFilter, ownView, toQuery, type TicketView, type TicketViewChange } from './ticket_view'
import { TicketWidgets } from './ticket_widgets'
import { useListName, useNewName } from './use_ticket'

const OPEN = 'todo,doing'
const tabs = {
  all: { group: undefined, owner: undefined },
  open: { group: OPEN, owner: undefined },
  mine: { group: OPEN, owner: 'me' },
  free: { group: OPEN, owner: 'none' },
} as const
type Tab = keyof typeof tabs
const tabNames = Object.keys(tabs) as Tab[]
/** Who does not work on tickets has none as their own. */
const ownTabs: readonly Tab[] = ['all', 'open']

const tabOf = (view: TicketView) =>
  tabNames.find((name) => tabs[name].group === view.group && tabs[name].owner === view.owner) ?? null

/** After a ticket was left, the focus is back on its row. */
function useBackToRow(openId: number | undefined) {
  const before = useRef(openId)
  useEffect(() => {
    const left = openId === undefined ? before.current : undefined
    before.current = openId
    if (left !== undefined) document.querySelector<HTMLElement>(`a[data-ticket="${String(left)}"]`)?.focus()
  }, [openId])
}

export function TicketListPage() {
  const t = useWords('ticket', 'common')
  const navigate = useNavigate()
  const session = useSession()
  const view = ticketListRoute.useSearch()
  const open = useMatch({ from: ticketRoute.id, shouldThrow: false })
  const openId = open?.params.id
  const { staff } = session
  const query = toQuery(staff ? view : ownView(view), session.person.time_zone)
  const list = useResourceList(tickets, ticketList(query))
  const newCount = useNewCount(query, list)
  const columns = useTicketColumns(view)
  const name = useListName()
  const newName = useNewName()
  useBackToRow(openId)

  const setView = (change: TicketViewChange) =>
    void navigate({ to: '.', search: changeTicketView(view, change), replace: true })

  const newButton = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => {
        openNewTicket()
      }}
    >
      {newName}
    </Button>
  )
  const actions = staff ? (
    <>
      <Button
        renderRoot={(props) => <Link to="/tickets/board" search={view} {...props} />}
        variant="default"
        leftSection={<IconLayoutKanban size={16} aria-hidden />}
      >
        {t('ticket:board')}
      </Button>
      <Button
        component="a"
        href={exportAddress(query)}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('ticket:export')}
      </Button>
      {newButton}
    </>
  ) : (
    newButton
  )
  const bar = (
    <>
      <Tabs
        value={tabOf(view)}
        onChange={(name) => {
          const tab = tabNames.find((each) => each === name)
          if (tab) setView(tabs[tab])
        }}
        variant="pills"
        className={classes['tabs'] ?? ''}
      >
        <Tabs.List aria-label={staff ? t('ticket:views') : name}>
          {(staff ? tabNames : ownTabs).map((name) => (
            <Tabs.Tab key={name} value={name} aria-controls="tickets-shown">
              {t(`ticket:view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <ListBar
        searchLabel={t('ticket:search')}
        longest={200}
        columns={staff && openId === undefined ? columns : []}
        view={view}
        onView={setView}
      >
        {staff && <TicketFilters view={view} onView={setView} />}
      </ListBar>
      <PersonChips view={view} onView={setView} />
    </>
  )
  const chip = <NewChip count={newCount} onShow={list.retry} />
  const empty = hasFilter(view) ? (
    <Empty
      icon={<IconTicket aria-hidden />}
      title={t(staff ? 'ticket:no_match' : 'nothing_found')}
      action={
        <Button variant="default" onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
          {t(staff ? 'ticket:show_all' : 'own.all')}
        </Button>
      }
    />
  ) : (
    <Empty icon={<IconTicket aria-hidden />} title={t(staff ? 'ticket:empty.title' : 'own.none')} action={newButton}>
      {t(staff ? 'ticket:empty.text' : 'ticket:empty.own')}
    </Empty>
  )

  if (openId !== undefined)
    return (
      <div className={classes['split']}>
        <Stack gap="xs" className={classes['side'] ?? ''} visibleFrom="md">
          {bar}
          <div id="tickets-shown" className={classes['shown']}>
            <TicketSideList list={list} view={view} openId={openId} chip={chip} empty={empty} />
          </div>
        </Stack>
        <div className={classes['ticket']}>
          <Outlet />
        </div>
      </div>
    )
  return (
    <Page
      name="ticket"
      title={name}
      tip={staff ? t('ticket:tip') : t('ticket:tip.own')}
      keysTip={staff}
      actions={actions}
      wide
    >
      {can(session, 'ticket.widgets') && <TicketWidgets query={query} view={view} onView={setView} />}
      {bar}
      {newCount > 0 && <Group justify="center">{chip}</Group>}
      <div id="tickets-shown">
        <ResourceTable
          label={name}
          list={{ ...list, hasNews: false }}
          columns={columns}
          view={view}
          onView={setView}
          empty={empty}
        />
      </div>
    </Page>
  )
}
