import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve, type Answer, type Asked } from '../../test/server'
import { sessionWith } from '../../test/session'

const session = sessionWith('self')
const notice = (id: number, read_at: string | null = null) => ({
  id,
  kind: 'answered',
  ticket_id: 7,
  ticket_number: `A${String(id)}`,
  ticket_subject: 'Late',
  actor_name: 'Cleo',
  created_at: '2026-11-21T09:00:00.000Z',
  read_at,
})

function around(own: (asked: Asked) => Answer | undefined) {
  return (asked: Asked): Answer => {
    const answer = own(asked)
    if (answer) return answer
    if (asked.path === '/api/v1/session') return { status: 200, body: session }
    if (asked.path === '/api/v1/events') return refusal(503, 'storage.overload')
    if (asked.path === '/api/v1/notices/unread') return { status: 200, body: { unread: 99, more: true } }
    return refusal(404, 'route.unknown')
  }
}
const isList = ({ method, path }: Asked) => method === 'GET' && /^\/api\/v1\/notices(\?|$)/.test(path)

test('the bell counts; all that is shown is marked as read, not what came since', async () => {
  let unread = 2
  const asked = await serve(
    around((each) => {
      if (isList(each)) return { status: 200, body: { items: unread ? [notice(5), notice(4)] : [], next_cursor: null } }
      if (each.path === '/api/v1/notices/read') {
        unread = 0
        return { status: 200, body: { unread: 0, more: false } }
      }
      return undefined
    }),
  )
  showDesk('/notices')
  expect(await screen.findByRole('link', { name: 'Notices, 99+ unread' })).toBeTruthy()
  expect(await screen.findAllByText('Cleo wrote on the ticket')).toHaveLength(2)
  await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }))
  expect(await screen.findByText('Everything is read')).toBeTruthy()
  expect(asked.find((each) => each.path === '/api/v1/notices/read')?.body).toEqual({ up_to: 5 })
  expect(screen.getByRole('link', { name: 'Notices' })).toBeTruthy()
})

test('a list that does not load says so and is asked for again', async () => {
  let works = false
  await serve(
    around((each) => {
      if (!isList(each)) return undefined
      return works
        ? { status: 200, body: { items: [notice(5)], next_cursor: null } }
        : refusal(403, 'permission.missing')
    }),
  )
  showDesk('/notices')
  const again = await screen.findByRole('button', { name: /again/i })
  works = true
  await userEvent.click(again)
  await waitFor(() => {
    expect(screen.getByRole('link', { name: 'A5 · Late' })).toBeTruthy()
  })
})
