import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve } from '../../test/server'
import { sessionWith } from '../../test/session'

const session = sessionWith('self', 'delivery.read')

test('a day is typed digit by digit; what makes no sense in the address is not asked for', async () => {
  const asked = await serve(({ path }) => {
    if (path === '/api/v1/session') return { status: 200, body: session }
    if (path.startsWith('/api/v1/orders')) return { status: 200, body: { items: [], next_cursor: null } }
    return refusal(404, 'route.unknown')
  })
  const { router } = showDesk('/deliveries?conclusion=zzz&other=1')
  const day = await screen.findByLabelText('Day')
  // As browsers report it while the year is typed.
  for (const value of ['0002-11-21', '0020-11-21', '0202-11-21']) {
    fireEvent.change(day, { target: { value } })
    await new Promise((done) => setTimeout(done, 50))
    expect(day).toHaveProperty('value', value)
  }
  expect(router.state.location.search).toEqual({})
  fireEvent.change(day, { target: { value: '2026-11-21' } })
  await waitFor(() => {
    expect(router.state.location.search).toEqual({ day: '2026-11-21' })
  })
  fireEvent.change(day, { target: { value: '' } })
  await waitFor(() => {
    expect(router.state.location.search).toEqual({})
  })
  expect(asked.filter(({ path }) => path.includes('zzz') || path.includes('day=0'))).toEqual([])
})
