import { focusManager } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve } from '../../test/server'
import { sessionWith } from '../../test/session'

const session = sessionWith('self', 'config.write', 'area.read', 'area.write')
const member = (person_id: number, name: string) => ({ person_id, name, is_head: false })

test('what was changed stays when one comes back from another window, and is not saved over theirs', async () => {
  let stored = { key: 'legal', version: 1, members: [member(2, 'Cleo'), member(3, 'Dora')] }
  const asked = await serve(({ method, path }) => {
    if (path === '/api/v1/session') return { status: 200, body: session }
    if (path === '/api/v1/areas/legal/members')
      return method === 'PUT' ? refusal(412, 'area.stale') : { status: 200, body: stored }
    return refusal(404, 'route.unknown')
  })
  const loads = () => asked.filter(({ method, path }) => method === 'GET' && path.includes('/areas/')).length
  showDesk('/lists/areas/members/legal')
  await userEvent.click(await screen.findByRole('button', { name: 'Take Cleo out' }))
  stored = { key: 'legal', version: 2, members: [...stored.members, member(4, 'Emma')] }
  focusManager.setFocused(false)
  focusManager.setFocused(true)
  expect(screen.queryByText('Cleo')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Show theirs' }))
  await waitFor(() => {
    expect(screen.getByText('Emma')).toBeTruthy()
  })
  expect(loads()).toBe(2)
})
