import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve } from '../../test/server'
import { sessionWith } from '../../test/session'
import { fieldNames } from './person_values'

const session = sessionWith('self', 'person.read', 'person.write', 'person.contact')
const paula = {
  ...Object.fromEntries(fieldNames.map((name) => [name, null])),
  id: 7,
  version: 1,
  name: 'Paula',
  kind: 'customer',
  status: 'active',
  created_at: '2026-11-21T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
}

test('the window with a person’s data asks before what was typed is left behind', async () => {
  await serve(({ path }) => {
    if (path === '/api/v1/session') return { status: 200, body: session }
    if (path === '/api/v1/people/7') return { status: 200, body: paula }
    return refusal(404, 'route.unknown')
  })
  showDesk('/people/7')
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  const name = await screen.findByRole('textbox', { name: 'Name' })
  await userEvent.type(name, ' Restrepo')
  await userEvent.keyboard('{Escape}')
  expect(await screen.findByRole('dialog', { name: 'Leave without saving?' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Keep editing' }))
  expect(name).toHaveProperty('value', 'Paula Restrepo')

  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Discard what I typed' }))
  await waitFor(() => {
    expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull()
  })
})

test('where nobody is, the page says so and has a name', async () => {
  await serve(({ path }) =>
    path === '/api/v1/session'
      ? { status: 200, body: session }
      : refusal(404, path === '/api/v1/people/9' ? 'person.none' : 'route.unknown'),
  )
  showDesk('/people/9')
  expect(await screen.findByRole('heading', { level: 1, name: 'Nobody here' })).toBeTruthy()
  expect(document.title).toBe('Nobody here · Amends')
})
