import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve, type Answer, type Asked } from '../../test/server'
import { sessionWith } from '../../test/session'
import type { Product } from './product_api'

const session = sessionWith('self', 'product.read', 'product.write')

const lamp: Product = {
  id: 1,
  sku: 'L-1',
  names: { en: 'Lamp', fr: 'Lampe', es: 'Lámpara' },
  store_id: 3,
  store_name: 'Fleurs',
  archived: false,
  version: 1,
  created_at: '2026-11-21T09:00:00.000Z',
}

/** Answers what every screen asks for; the rest is the test's. */
function around(own: (asked: Asked) => Answer | undefined, as = session) {
  return (asked: Asked): Answer => {
    const answer = own(asked)
    if (answer) return answer
    if (asked.path === '/api/v1/session') return { status: 200, body: as }
    if (asked.path.startsWith('/api/v1/stores')) return listOf([])
    if (asked.path === '/api/v1/events') return refusal(503, 'storage.overload')
    return refusal(404, 'route.unknown')
  }
}

const isList = ({ method, path }: Asked) => method === 'GET' && /^\/api\/v1\/products(\?|$)/.test(path)
const listOf = (items: unknown[]): Answer => ({ status: 200, body: { items, next_cursor: null } })

test('a list says name, reference and whose it is; archived ones are asked for', async () => {
  const asked = await serve(around((each) => (isList(each) ? listOf([lamp]) : undefined)))
  const { router } = showDesk('/products')
  const table = await screen.findByRole('table', { name: 'Products' })
  expect(await within(table).findByRole('link', { name: 'Lamp' })).toBeTruthy()
  expect(within(table).getByText('L-1')).toBeTruthy()
  expect(within(table).getByText('Fleurs')).toBeTruthy()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Archived' }))
  await waitFor(() => {
    expect(asked.some((each) => each.path.includes('archived=true'))).toBe(true)
  })
  expect(router.state.location.search).toEqual({ archived: 'yes' })
})

test('a new product: a reference that is taken lands on its field, what was typed stays, then it is made', async () => {
  let isTaken = true
  const asked = await serve(
    around((each) => {
      if (isList(each)) return listOf([])
      if (each.method !== 'POST') return undefined
      return isTaken ? refusal(409, 'product.sku_taken') : { status: 201, body: lamp }
    }),
  )
  const { router } = showDesk('/products/new')
  const sku = await screen.findByRole('textbox', { name: 'Reference' })
  await userEvent.type(sku, 'L-1')
  await userEvent.type(screen.getByRole('textbox', { name: 'Name · English' }), 'Lamp')
  await userEvent.type(screen.getByRole('textbox', { name: 'Name · Français' }), 'Lampe')
  await userEvent.type(screen.getByRole('textbox', { name: 'Name · Español' }), 'Lámpara')
  await userEvent.click(screen.getByRole('button', { name: 'Create product' }))
  expect(await screen.findByText('There is a product of this reference already.')).toBeTruthy()
  expect(sku).toHaveProperty('value', 'L-1')
  isTaken = false
  await userEvent.click(screen.getByRole('button', { name: 'Create product' }))
  await waitFor(() => {
    expect(router.state.location.pathname).toBe('/products')
  })
  const posts = asked.filter(({ method }) => method === 'POST')
  const body = { sku: 'L-1', names: lamp.names, store_id: null }
  expect(posts.map((each) => each.body)).toEqual([body, body])
  expect(posts[0]?.headers['idempotency-key']).toBe(posts[1]?.headers['idempotency-key'])
})

test('archiving takes effect at once and can be undone', async () => {
  let stored = lamp
  const asked = await serve(
    around((each) => {
      if (isList(each)) return listOf(stored.archived ? [] : [stored])
      if (each.method !== 'PATCH') return undefined
      stored = { ...stored, ...(each.body as Partial<Product>), version: stored.version + 1 }
      return { status: 200, body: stored }
    }),
  )
  showDesk('/products')
  await userEvent.click(await screen.findByRole('button', { name: 'Archive Lamp' }))
  expect(await screen.findByText('No products yet')).toBeTruthy()
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('link', { name: 'Lamp' })).toBeTruthy()
  const sent = asked.filter(({ method }) => method === 'PATCH')
  expect(sent.map(({ body, headers }) => [body, headers['if-match']])).toEqual([
    [{ archived: true }, '"1"'],
    [{ archived: false }, '"2"'],
  ])
})

test('who may only read has no controls to change', async () => {
  const reader = { ...session, permissions: ['self', 'product.read'] }
  await serve(around((asked) => (isList(asked) ? listOf([lamp]) : undefined), reader))
  showDesk('/products')
  expect(await screen.findByText('Lamp')).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'Lamp' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'New product' })).toBeNull()
  expect(screen.queryByRole('button', { name: /Archive/ })).toBeNull()
})
