import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve, type Answer, type Asked } from '../../test/server'
import { sessionWith } from '../../test/session'
import type { Tag } from './tag_api'

const session = sessionWith('self', 'tag.read', 'tag.write')

function makeTag(id: number, name: string, colour: Tag['colour'] = 'gray'): Tag {
  return { id, name, colour, version: 1, created_at: '2026-11-21T09:00:00.000Z' }
}

/** Answers what every screen asks for; the rest is the test's. */
function around(own: (asked: Asked) => Answer | undefined) {
  return (asked: Asked): Answer => {
    const answer = own(asked)
    if (answer) return answer
    if (asked.path === '/api/v1/session') return { status: 200, body: session }
    if (asked.path === '/api/v1/events') return refusal(503, 'storage.overload')
    return refusal(404, 'route.unknown')
  }
}

const isList = ({ method, path }: Asked) => method === 'GET' && /^\/api\/v1\/tags(\?|$)/.test(path)
const listOf = (items: Tag[], next: string | null = null): Answer => ({
  status: 200,
  body: { items, next_cursor: next },
})

test('the list is shown page by page', async () => {
  await serve(
    around((asked) => {
      if (!isList(asked)) return undefined
      return asked.path.includes('cursor=c2') ? listOf([makeTag(2, 'Storm')]) : listOf([makeTag(1, 'VIP')], 'c2')
    }),
  )
  showDesk('/tags')
  const table = await screen.findByRole('table', { name: 'Tags' })
  expect(await within(table).findByRole('link', { name: 'VIP' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Load more' }))
  const next = await within(table).findByRole('link', { name: 'Storm' })
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull()
  await waitFor(() => {
    expect(document.activeElement).toBe(next)
  })
})

test('a sort is asked of the server and stands in the address', async () => {
  const asked = await serve(around((each) => (isList(each) ? listOf([makeTag(1, 'VIP')]) : undefined)))
  const { router } = showDesk('/tags')
  await userEvent.click(await screen.findByRole('button', { name: 'Name' }))
  await waitFor(() => {
    expect(asked.some((each) => each.path.includes('sort=name'))).toBe(true)
  })
  expect(router.state.location.search).toEqual({ sort: 'name' })
  expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
})

test('an empty list teaches, a failed one can be tried again', async () => {
  let isDown = true
  await serve(
    around((asked) => (isList(asked) ? (isDown ? refusal(403, 'permission.missing') : listOf([])) : undefined)),
  )
  showDesk('/tags')
  expect(await screen.findByText('Your account is not allowed to do this.')).toBeTruthy()
  isDown = false
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No tags yet')).toBeTruthy()
})

test('a new tag: errors land on the field, what was typed stays, then it is made', async () => {
  let isTaken = true
  const asked = await serve(
    around((each) => {
      if (isList(each)) return listOf([])
      if (each.method !== 'POST') return undefined
      return isTaken ? refusal(409, 'tag.name_taken') : { status: 201, body: makeTag(9, 'VIP', 'red') }
    }),
  )
  const { router } = showDesk('/tags/new')
  const name = await screen.findByRole('textbox', { name: 'Name' })
  await userEvent.type(name, 'VIP')
  await userEvent.click(screen.getByRole('radio', { name: 'Red' }))
  await userEvent.click(screen.getByRole('button', { name: 'Create tag' }))
  expect(await screen.findByText('There is a tag of this name already.')).toBeTruthy()
  expect(name).toHaveProperty('value', 'VIP')
  expect(document.activeElement).toBe(name)

  isTaken = false
  await userEvent.click(screen.getByRole('button', { name: 'Create tag' }))
  await waitFor(() => {
    expect(router.state.location.pathname).toBe('/tags')
  })
  const posts = asked.filter(({ method }) => method === 'POST')
  expect(posts.map(({ body }) => body)).toEqual([
    { name: 'VIP', colour: 'red' },
    { name: 'VIP', colour: 'red' },
  ])
  expect(posts[0]?.headers['idempotency-key']).toBe(posts[1]?.headers['idempotency-key'])
})

test('a tag that somebody else changed is shown as yours and theirs; undo gives back what was changed', async () => {
  let stored = makeTag(1, 'VIP')
  const asked = await serve(
    around((each) => {
      if (isList(each)) return listOf([stored])
      if (each.method === 'GET' && each.path === '/api/v1/tags/1') return { status: 200, body: stored }
      if (each.method !== 'PATCH') return undefined
      if (each.headers['if-match'] !== `"${String(stored.version)}"`) return refusal(412, 'version.stale')
      stored = { ...stored, ...(each.body as Partial<Tag>), version: stored.version + 1 }
      return { status: 200, body: stored }
    }),
  )
  showDesk('/tags/1')
  const name = await screen.findByRole('textbox', { name: 'Name' })
  stored = { ...stored, name: 'Very important', version: 2 }
  await userEvent.clear(name)
  await userEvent.type(name, 'Vip')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))

  const dialog = await screen.findByRole('dialog', { name: 'Changed by somebody else' })
  expect(
    within(dialog)
      .getByRole('radio', { name: /Yours.*Vip/ })
      .getAttribute('aria-checked'),
  ).toBe('true')
  expect(within(dialog).getByRole('radio', { name: /Theirs.*Very important/ })).toBeTruthy()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save this' }))
  await waitFor(() => {
    expect(stored).toMatchObject({ name: 'Vip', version: 3 })
  })
  const sent = () => asked.filter(({ method }) => method === 'PATCH')
  expect(sent().map(({ headers }) => headers['if-match'])).toEqual(['"1"', '"2"'])

  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => {
    expect(stored).toMatchObject({ name: 'Very important', version: 4 })
  })
  expect(sent().map(({ body }) => body)).toEqual([{ name: 'Vip' }, { name: 'Vip' }, { name: 'Very important' }])
})

test('deleting asks first', async () => {
  const asked = await serve(
    around((each) => {
      if (isList(each)) return listOf(asked.some(({ method }) => method === 'DELETE') ? [] : [makeTag(1, 'VIP')])
      return each.method === 'DELETE' ? { status: 204 } : undefined
    }),
  )
  showDesk('/tags')
  await userEvent.click(await screen.findByRole('button', { name: 'Delete tag VIP' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete “VIP”?' })
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete tag' }))
  expect(await screen.findByText('No tags yet')).toBeTruthy()
})

test('who may only read has no controls to change', async () => {
  await serve(
    around((asked) => {
      if (isList(asked)) return listOf([makeTag(1, 'VIP')])
      const reader = { ...session, permissions: ['self', 'tag.read'] }
      return asked.path === '/api/v1/session' ? { status: 200, body: reader } : undefined
    }),
  )
  const { router } = showDesk('/tags')
  expect(await screen.findByText('VIP')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'New tag' })).toBeNull()
  expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull()
  await router.navigate({ to: '/tags/$id', params: { id: 1 } })
  expect(await screen.findByRole('heading', { name: 'Not open to you' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
})
