// /tickets is the list; a ticket opens beside it with an address of its own; /tickets/board has them by status.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { deskRoute } from '@/ui'
import { ticketList, ticketQuery } from './ticket_api'
import { changeTicketView, parseTicketView, toQuery, type TicketView } from './ticket_view'

const filterOf = ({ search }: { search: TicketView }) => changeTicketView(search, { hide: undefined })

export const ticketListRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/tickets',
  validateSearch: (search: Record<string, unknown>) => parseTicketView(search),
  loaderDeps: filterOf,
  // Begins to load while the screen's code is on its way; the screen itself waits and shows errors.
  loader: ({ context, deps }) => {
    const query = toQuery(deps, context.session.person.time_zone)
    context.queryClient.infiniteQuery(ticketList(query)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./ticket_list_page'), 'TicketListPage'),
})

export const ticketRoute = createRoute({
  getParentRoute: () => ticketListRoute,
  path: '$id',
  params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  loader: ({ context, params }) => {
    context.queryClient.query(ticketQuery(params.id)).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./ticket_page'), 'TicketPage'),
})

export const ticketRoutes = ticketListRoute.addChildren([ticketRoute])

export const ticketBoardRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/tickets/board',
  beforeLoad: ({ context }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    if (!context.session.staff) throw redirect({ to: '/tickets' })
  },
  validateSearch: (search: Record<string, unknown>) => parseTicketView(search),
  component: lazyRouteComponent(() => import('./ticket_board_page'), 'TicketBoardPage'),
})
