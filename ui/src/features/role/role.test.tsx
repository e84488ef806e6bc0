import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve, type Answer, type Asked } from '../../test/server'
import { sessionWith } from '../../test/session'
import type { Role } from './role_api'

const session = sessionWith('self', 'role.read', 'role.write')
const permissions = [
  { key: 'tag.read', doc: 'See tags' },
  { key: 'tag.write', doc: 'Change tags' },
]
const see = { area: 'legal', category: null, queue: null, workflow: null }
const makeRole = (key: string, change: Partial<Role> = {}): Role => ({
  key,
  version: 1,
  position: 1,
  labels: { en: 'Night shift', fr: 'Nuit', es: 'Noche' },
  staff: true,
  builtin: false,
  permissions: ['tag.read'],
  grants: [],
  ...change,
})

function around(own: (asked: Asked) => Answer | undefined) {
  return (asked: Asked): Answer => {
    const answer = own(asked)
    if (answer) return answer
    if (asked.path === '/api/v1/session') return { status: 200, body: session }
    if (asked.path === '/api/v1/permissions') return { status: 200, body: { items: permissions } }
    if (asked.path === '/api/v1/config/areas') {
      const items = [{ key: 'legal', labels: { en: 'Legal', fr: 'Droit', es: 'Legal' } }]
      return { status: 200, body: { list: 'areas', version: 1, items } }
    }
    return refusal(404, 'route.unknown')
  }
}
const isList = ({ method, path }: Asked) => method === 'GET' && path === '/api/v1/roles'

test('a role of a name that another has gets a key of its own; what is wrong stands at its field', async () => {
  let isRefused = true
  const asked = await serve(
    around((each) => {
      if (isList(each)) return { status: 200, body: { items: [makeRole('night_shift')] } }
      if (each.method !== 'PUT') return undefined
      if (!isRefused) return { status: 201, body: makeRole('night_shift_2') }
      return refusal(422, 'invalid', [{ name: 'labels.fr', code: 'required', detail: 'This must not be empty.' }])
    }),
  )
  const { router } = showDesk('/roles/new')
  await userEvent.type(await screen.findByRole('textbox', { name: 'Name · English' }), 'Night shift')
  await userEvent.click(screen.getByRole('button', { name: 'Create role' }))
  const french = screen.getByRole('textbox', { name: 'Name · Français' })
  await waitFor(() => {
    expect(french.getAttribute('aria-invalid')).toBe('true')
  })
  expect(screen.queryByText(/labels\.fr/)).toBeNull()

  isRefused = false
  await userEvent.type(french, 'Nuit')
  await userEvent.click(screen.getByRole('button', { name: 'Create role' }))
  await waitFor(() => {
    expect(router.state.location.pathname).toBe('/roles')
  })
  const puts = asked.filter(({ method }) => method === 'PUT').map(({ path }) => path)
  expect(puts).toEqual(['/api/v1/roles/night_shift_2', '/api/v1/roles/night_shift_2'])
})

test('permissions and tickets that somebody else changed are shown in words', async () => {
  let stored = makeRole('night')
  await serve(
    around((each) => {
      if (isList(each)) return { status: 200, body: { items: [stored] } }
      if (each.method === 'PUT') return refusal(412, 'role.stale')
      if (each.path === '/api/v1/roles/night') return { status: 200, body: stored }
      return undefined
    }),
  )
  showDesk('/roles/of/night')
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Make, rename and remove tags' }))
  await userEvent.click(screen.getByRole('button', { name: 'Add an allowance' }))
  stored = makeRole('night', {
    version: 2,
    permissions: [],
    grants: [{ ...see, see: true, respond: true, escalate: false, close: false }],
  })
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  const dialog = await screen.findByRole('dialog', { name: 'Changed by somebody else' })
  expect(within(dialog).getByText('Area: Legal · See, Work on')).toBeTruthy()
  expect(within(dialog).getByText('See the list of tags, Make, rename and remove tags')).toBeTruthy()
  expect(within(dialog).queryByText(/tag\.read|"area"/)).toBeNull()
})
