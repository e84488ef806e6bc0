import { cleanup, configure, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { api, call } from '../api/client'
import { startWords } from '../i18n'
import { refusal, serve } from '../test/server'
import { Frame } from './frame'

const words = import.meta.glob<Record<string, string>>(
  ['../i18n/problem/en.json', '../features/session/i18n/en.json'],
  {
    import: 'default',
  },
)

configure({ asyncUtilTimeout: 10_000 })
beforeAll(async () => {
  await startWords(words, ['session', 'problem'])
})
afterEach(cleanup)

function Work() {
  const [said, setSaid] = useState('')
  return (
    <>
      <input aria-label="Comment" />
      <button
        type="button"
        onClick={() => {
          call(api.GET('/tags')).then(
            () => {
              setSaid('sent')
            },
            () => {
              setSaid('refused')
            },
          )
        }}
      >
        Send
      </button>
      <p>{said}</p>
    </>
  )
}

test('when the session ends one signs in again; what was typed is there and what was sent goes on', async () => {
  let isSignedIn = true
  const session = {
    person: { id: 3, name: 'Nadia', email: 'nadia@demo.test', locale: 'en', time_zone: 'Europe/Paris' },
    roles: ['courier'],
    permissions: ['self'],
    staff: false,
    last_event_id: 0,
  }
  const log = await serve(({ method, path }) => {
    if (path === '/api/v1/public/contact') return { status: 200, body: { registration: false } }
    if (path === '/api/v1/session' && method === 'POST') isSignedIn = true
    if (!isSignedIn) return refusal(401, 'session.expired')
    return { status: 200, body: path === '/api/v1/session' ? session : { items: [], next_cursor: null } }
  })
  render(
    <Frame title="Today">
      <Work />
    </Frame>,
  )
  await userEvent.type(await screen.findByRole('textbox', { name: 'Comment' }), 'Nobody there')
  isSignedIn = false
  await userEvent.click(screen.getByRole('button', { name: 'Send' }))

  expect((await screen.findByRole('alert')).textContent).toContain('Your session has ended')
  expect(screen.queryByRole('button', { name: 'Send' })).toBeNull()
  expect(screen.getByLabelText('Email')).toHaveProperty('value', 'nadia@demo.test')
  await userEvent.type(screen.getByLabelText('Password'), 'amends-demo')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))

  expect(await screen.findByText('sent')).toBeTruthy()
  expect(screen.getByRole('textbox', { name: 'Comment' })).toHaveProperty('value', 'Nobody there')
  expect(log.filter(({ path }) => path === '/api/v1/tags')).toHaveLength(2)
})
