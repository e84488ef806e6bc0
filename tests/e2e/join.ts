// The people of the join, each at a desk of their own, and a delivery for them to disagree about.
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { expect, test, watchConsole } from './look'
import { emailOf, PASSWORD } from './people'

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
export const CSRF = { 'X-Amends-CSRF': '1' }

export interface Order {
  id: number
  version: number
  total: number
  previous_total: number | null
  conclusion: string
  tasks: { id: number; version: number; status: string }[]
}
export interface Desk {
  page: Page
  api: APIRequestContext
  id: number
}

/** Somebody in a browser of their own, signed in. */
export async function enter(
  browser: Browser,
  person: string,
  options: { phone?: boolean; deaf?: boolean } = {},
): Promise<Desk> {
  const { baseURL } = test.info().project.use
  const context = await browser.newContext({
    ...(options.phone === true && PHONE),
    locale: 'en-GB',
    ...(baseURL !== undefined && { baseURL }),
  })
  await context.addInitScript(() => {
    localStorage.setItem('amends.language', 'en')
  })
  // A browser that hears of no change: what it shows is old.
  if (options.deaf === true) await context.route('**/api/v1/events', (route) => route.abort())
  const data = { email: emailOf(person), password: PASSWORD }
  const response = await context.request.post('/api/v1/session', { data, headers: CSRF })
  expect(response.status()).toBe(201)
  const { person: who } = (await response.json()) as { person: { id: number } }
  const page = await context.newPage()
  if (options.deaf !== true) watchConsole(page)
  return { page, api: context.request, id: who.id }
}

let serial = 0
const unique = () => `${String(Date.now() % 100_000_000)}-${String(++serial)}`

/** A delivery of one box for today, ordered by the shop; its pickup is done. */
export async function order(shop: Desk, courier: Desk): Promise<{ order: Order; name: string }> {
  const name = `Mme ${unique()}`
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const task = { after: at(-1), before: at(2), courier_id: courier.id }
  const data = {
    store_id: 1,
    tasks: [
      {
        ...task,
        type: 'pickup',
        address: { name: 'Fleurs du Canal', street: '83 quai de Valmy', postcode: '75010', lat: 48.8722, lng: 2.3646 },
      },
      {
        ...task,
        type: 'dropoff',
        address: {
          name,
          phone: '+33 6 12 34 56 78',
          street: '9 rue Cadet',
          postcode: '75009',
          lat: 48.876,
          lng: 2.343,
        },
        weight: 900,
        packages: [{ name: 'box', quantity: 1 }],
      },
    ],
  }
  const response = await shop.api.post('/api/v1/deliveries', { data, headers: CSRF })
  expect(response.status()).toBe(201)
  const made = (await response.json()) as Order
  const pickup = String(made.tasks[0]?.id)
  const done = await courier.api.post(`/api/v1/tasks/${pickup}/complete`, { data: {}, headers: CSRF })
  expect(done.status()).toBe(200)
  return { order: made, name }
}

export const look = async (desk: Desk, id: number) =>
  (await (await desk.api.get(`/api/v1/orders/${String(id)}`)).json()) as Order

/** What the shop was charged for an order, by its ledger. */
export async function charged(shop: Desk, orderId: number): Promise<number> {
  const response = await shop.api.get(`/api/v1/people/${String(shop.id)}/ledger?unit=money&limit=200`)
  const { items } = (await response.json()) as { items: { amount: number; order_id: number | null }[] }
  return items.filter((move) => move.order_id === orderId).reduce((sum, move) => sum - move.amount, 0)
}

/** The same report without its screens, where the story is about dispatch. */
export async function propose(courier: Desk, made: Order): Promise<void> {
  const task = made.tasks[1]?.id ?? 0
  const data = { reason: 'late', proposal: { tasks: [{ id: task, packages: [{ name: 'box', quantity: 2 }] }] } }
  const response = await courier.api.post(`/api/v1/tasks/${String(task)}/incidents`, { data, headers: CSRF })
  expect(response.status()).toBe(201)
}

export const panel = (page: Page, made: Order) =>
  page.getByRole('region', { name: `Proposal for delivery #${String(made.id)}` })
export const delivery = (made: Order) => `/deliveries/${String(made.id)}`
