// What a live event about an order brings up to date: its row, its page, and all that hangs on it.
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { asProblem, type Page, type Topic } from '@/api'
import { aboutOrders, loadOrder, orders, type Order } from './order_api'

type Pages = InfiniteData<Page<Order>, string | undefined>

const ABOUT_MS = 400
let waiting: ReturnType<typeof setTimeout> | undefined

/** A burst of events loads what hangs on orders once. */
function aboutAgain(client: QueryClient): void {
  waiting ??= setTimeout(() => {
    waiting = undefined
    void client.invalidateQueries({ queryKey: aboutOrders })
  }, ABOUT_MS)
}

/** The order in its rows and on its page. Progress of tasks leaves the version: the newest answer counts. */
export function takeOrder(client: QueryClient, order: Order): void {
  client.setQueryData<Order>(orders.keys.one(order.id), order)
  for (const { queryKey, state } of client.getQueryCache().findAll({ queryKey: orders.keys.lists }))
    client.setQueryData<Pages>(
      queryKey,
      (pages) =>
        pages && {
          ...pages,
          pages: pages.pages.map((page) => ({
            ...page,
            items: page.items.map((row) => (row.id === order.id ? order : row)),
          })),
        },
      { updatedAt: state.dataUpdatedAt },
    )
  aboutAgain(client)
}

function isHeld(client: QueryClient, id: number): boolean {
  if (client.getQueryData(orders.keys.one(id)) !== undefined) return true
  return client
    .getQueriesData<Pages>({ queryKey: orders.keys.lists })
    .some(([, pages]) => pages?.pages.some((page) => page.items.some((row) => row.id === id)) === true)
}

export const orderTopic: Topic = {
  name: orders.name,
  changed: async (client, { id }) => {
    aboutAgain(client)
    if (!isHeld(client, id)) {
      client.setQueryData<number>(orders.keys.news, Date.now())
      return
    }
    try {
      takeOrder(client, await loadOrder(id))
    } catch (error) {
      if (asProblem(error).status !== 404) throw error
    }
  },
  reset: (client) => orders.topic.reset(client),
}
