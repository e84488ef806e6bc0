import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { showDesk } from '../../test/desk'
import { refusal, serve, type Answer, type Asked } from '../../test/server'
import { sessionWith } from '../../test/session'
import { accessOf, lineOf } from './category_roles'
import type { Entry, Shape } from './config_api'
import { dropped, entryOf, keyFrom, placed, stepped, treeOf, valuesOf } from './entries'
import english from './i18n/en.json'
import { listGroups } from './list_spec'
import { given } from './quadrant_panel'

const session = sessionWith('self', 'config.write')
const text = { type: 'string', nullable: false }
const texts = (nullable: boolean): Shape => ({ type: 'object', properties: { en: text, fr: text, es: text }, nullable })
const shape: Shape = {
  type: 'object',
  properties: {
    key: text,
    parent: { type: 'string', nullable: true },
    labels: texts(false),
    archived: { type: 'boolean', nullable: false },
    hours: texts(true),
    important: { type: 'boolean', nullable: true },
    assignee_id: { type: 'integer', nullable: true },
    required: { type: 'array', items: text },
    group: { type: 'string', nullable: false, enum: ['todo', 'doing', 'done'] },
  },
}
const make = (key: string, more: Partial<Entry> = {}): Entry => ({
  key,
  parent: null,
  labels: { en: key, fr: `${key} fr`, es: `${key} es` },
  archived: false,
  ...more,
})
const keys = (items: readonly Entry[] | undefined) => items?.map(({ key }) => key).join(' ')

test('a category names the roles whose grants reach it, also from above', () => {
  const items = [make('delivery'), make('delivery.damaged', { parent: 'delivery' }), make('billing')]
  const none = { area: null, category: null, queue: null, workflow: null, see: true }
  const roles = [
    { key: 'admin', permissions: ['*'], grants: [] },
    { key: 'agent', permissions: ['ticket.widgets'], grants: [none] },
    { key: 'dispatcher', permissions: [], grants: [{ ...none, category: 'delivery' }] },
    { key: 'engineer', permissions: [], grants: [{ ...none, area: 'systems' }] },
    { key: 'bookkeeper', permissions: [], grants: [{ ...none, category: 'billing' }] },
    { key: 'blind', permissions: [], grants: [{ ...none, see: false }] },
  ]
  const line = lineOf(items, 'delivery.damaged', 'delivery')
  expect(line).toEqual(['delivery.damaged', 'delivery'])
  expect(accessOf(roles, line)).toEqual({ all: ['admin', 'agent', 'dispatcher'], part: ['engineer'] })
  expect(accessOf(roles, ['billing']).all).toEqual(['admin', 'agent', 'bookkeeper'])
})

test('an entry becomes flat values and comes back as it was', () => {
  const entry = make('a', {
    hours: null,
    important: null,
    assignee_id: 7,
    required: ['comment', 'kind'],
    group: 'doing',
  })
  const values = valuesOf(shape, entry)
  expect(values).toMatchObject({
    'labels.fr': 'a fr',
    'hours.en': '',
    important: null,
    required: 'comment,kind',
  })
  expect(entryOf(shape, values)).toEqual(entry)
  expect(entryOf(shape, { ...values, 'hours.es': 'hola ' })).toMatchObject({
    hours: { en: '', fr: '', es: 'hola' },
  })
  expect(valuesOf(shape, undefined)).toMatchObject({ key: '', archived: false, group: 'todo' })
})

test('each list of the overview says what it is for', () => {
  for (const list of Object.values(listGroups).flat()) expect(english).toHaveProperty([`for.${list}`])
})

test('a key follows from the name and from where it hangs, and nobody has it yet', () => {
  expect(keyFrom('Colis abîmé !', '', [])).toBe('colis_abime')
  expect(keyFrom('Lost', 'delivery', [make('delivery.lost')])).toBe('delivery.lost_2')
  expect(keyFrom('…', 'delivery', [])).toBe('')
})

test('order: siblings change places, the rest stays', () => {
  const items = [
    make('a'),
    make('a1', { parent: 'a' }),
    make('b'),
    make('a2', { parent: 'a' }),
    make('c', { archived: true }),
  ]
  const [a, a1, b, a2] = items as [Entry, Entry, Entry, Entry]
  expect(treeOf(items).map(({ entry, depth }) => `${entry.key}${String(depth)}`)).toEqual([
    'a0',
    'a11',
    'a21',
    'b0',
    'c0',
  ])
  expect(keys(placed(items, b, a))).toBe('b a a1 a2 c')
  const isShown = (entry: Entry) => entry.archived !== true
  expect(keys(stepped(items, a1, 1, isShown))).toBe('a b a2 a1 c')
  expect(stepped(items, a2, 1, isShown)).toBeUndefined()
  expect(stepped(items, b, 1, isShown)).toBeUndefined()
  expect(keys(stepped(items, b, -1, isShown))).toBe('b a a1 a2 c')
  const rows = treeOf(items.filter(isShown))
  expect(keys(dropped(items, rows, 2, 1))).toBe('a a2 a1 b c')
  expect(keys(dropped(items, rows, 3, 0))).toBe('b a a1 a2 c')
})

test('a quadrant belongs to one level', () => {
  const items = [make('high', { quadrants: ['do', 'decide'] }), make('low', { quadrants: ['delete'] })]
  expect(given(items, 'decide', 'low').map((entry) => entry['quadrants'])).toEqual([['do'], ['delete', 'decide']])
})

// ---- the screens ----

interface Stored {
  list: string
  version: number
  items: Entry[]
}

/** A list as the server keeps it: replaced as a whole, guarded by its version. */
function serveList(stored: Stored, own: (asked: Asked) => Answer | undefined = () => undefined) {
  return serve((asked) => {
    const answer = own(asked)
    if (answer) return answer
    if (asked.path === '/api/v1/session') return { status: 200, body: session }
    if (asked.path === '/api/v1/config')
      return { status: 200, body: { items: [{ list: stored.list, shape }], next_cursor: null } }
    if (asked.path !== `/api/v1/config/${stored.list}`) return refusal(404, 'config.no_list')
    if (asked.method === 'PUT') {
      if (asked.headers['if-match'] !== `"${String(stored.version)}"`) return refusal(412, 'config.stale')
      stored.items = (asked.body as { items: Entry[] }).items
      stored.version++
    }
    return { status: 200, body: { ...stored } }
  })
}

const puts = (asked: readonly Asked[]) => asked.filter(({ method }) => method === 'PUT')

test('lists are offered as the server has them, also one that nobody here has heard of', async () => {
  await serveList({ list: 'moon_phases', version: 1, items: [] })
  showDesk('/lists')
  const link = await screen.findByRole('link', { name: /moon_phases/ })
  await userEvent.click(link)
  expect(await screen.findByText('Nothing in this list yet')).toBeTruthy()
})

test('a new entry: the key follows the name, wrong fields are marked, then it is made', async () => {
  const stored: Stored = { list: 'kinds', version: 3, items: [make('question')] }
  let isRefused = true
  const asked = await serveList(stored, (each) =>
    each.method === 'PUT' && isRefused
      ? refusal(422, 'invalid', [{ name: 'items[1].labels.fr', code: 'required', detail: 'This is required.' }])
      : undefined,
  )
  const { router } = showDesk('/lists/kinds/new')
  await userEvent.type(await screen.findByRole('textbox', { name: 'Name · English' }), 'Late complaint')
  expect(screen.getByRole('textbox', { name: 'Key' })).toHaveProperty('value', 'late_complaint')
  await userEvent.click(screen.getByRole('button', { name: 'Create entry' }))
  const french = screen.getByRole('textbox', { name: 'Name · Français' })
  await waitFor(() => {
    expect(french.getAttribute('aria-invalid')).toBe('true')
  })
  isRefused = false
  await userEvent.type(french, 'Plainte tardive')
  await userEvent.click(screen.getByRole('button', { name: 'Create entry' }))
  await waitFor(() => {
    expect(router.state.location.pathname).toBe('/lists/kinds')
  })
  expect(stored.items.at(-1)).toMatchObject({ key: 'late_complaint', labels: { fr: 'Plainte tardive' } })
  expect(puts(asked).map(({ headers }) => headers['if-match'])).toEqual(['"3"', '"3"'])
})

test('moving by button saves the new order and keeps the focus', async () => {
  const stored: Stored = { list: 'kinds', version: 1, items: [make('one'), make('two')] }
  await serveList(stored)
  showDesk('/lists/kinds')
  await userEvent.click(await screen.findByRole('button', { name: 'Move one down' }))
  await waitFor(() => {
    expect(keys(stored.items)).toBe('two one')
  })
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move one down' }))
})

test('archiving asks, says what it means, and can be undone', async () => {
  const stored: Stored = { list: 'kinds', version: 1, items: [make('one'), make('two')] }
  await serveList(stored)
  showDesk('/lists/kinds')
  await userEvent.click(await screen.findByRole('button', { name: 'More about one' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Archive' }))
  const dialog = await screen.findByRole('dialog', { name: 'Archive “one”?' })
  expect(stored.items[0]?.archived).toBe(false)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Archive' }))
  await waitFor(() => {
    expect(stored.items[0]?.archived).toBe(true)
  })
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => {
    expect(stored.items[0]?.archived).toBe(false)
  })
})

test('others’ changes of other entries are kept; of the same one they are shown as yours and theirs', async () => {
  const stored: Stored = { list: 'kinds', version: 1, items: [make('one'), make('two')] }
  await serveList(stored)
  showDesk('/lists/kinds/entry/one')
  const name = await screen.findByRole('textbox', { name: 'Name · English' })
  await userEvent.clear(name)
  await userEvent.type(name, 'mine')
  const theirs = { labels: { en: 'theirs', fr: 'x', es: 'y' }, group: 'doing', required: ['comment'] }
  stored.items = [make('one', theirs), make('two', { archived: true })]
  stored.version = 2
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  const dialog = await screen.findByRole('dialog', { name: 'Changed by somebody else' })
  expect(within(dialog).getByRole('radio', { name: /Theirs.*theirs/ })).toBeTruthy()
  // Codes read as everywhere else.
  expect(within(dialog).getByRole('radio', { name: /Theirs.*Doing/ })).toBeTruthy()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save this' }))
  await waitFor(() => {
    expect(stored.items).toMatchObject([{ labels: { en: 'mine', fr: 'x' } }, { key: 'two', archived: true }])
  })
})

test('what was typed stays while the server cannot be asked for the list anew', async () => {
  let isDown = false
  await serveList({ list: 'kinds', version: 1, items: [make('one')] }, ({ path }) =>
    isDown && path.startsWith('/api/v1/config') ? refusal(403, 'permission.missing') : undefined,
  )
  const { queryClient } = showDesk('/lists/kinds/entry/one')
  await userEvent.type(await screen.findByRole('textbox', { name: 'Name · English' }), ' more')
  isDown = true
  await queryClient.invalidateQueries({ queryKey: ['config'] })
  expect(await screen.findByRole('textbox', { name: 'Name · English' })).toHaveProperty('value', 'one more')
})

test('a service level: minutes in words, each of which may be left out', async () => {
  const minutes = { type: 'integer', nullable: true, minimum: 1, maximum: 527_040 }
  const { key, labels, archived } = shape.properties ?? {}
  const ofLevel = { first_response_min: minutes, next_update_min: minutes, resolution_min: minutes }
  const isDefault = { type: 'boolean', nullable: false }
  const level = { ...ofLevel, default: isDefault }
  const urgent = make('urgent', { first_response_min: 60, next_update_min: 240, resolution_min: null, default: false })
  const stored: Stored = { list: 'slas', version: 1, items: [urgent] }
  await serveList(stored, ({ path }) =>
    path === '/api/v1/config'
      ? {
          status: 200,
          body: {
            items: [
              {
                list: 'slas',
                shape: { type: 'object', properties: { key, labels, archived, ...level }, nullable: false },
              },
            ],
            next_cursor: null,
          },
        }
      : undefined,
  )
  const { router } = showDesk('/lists/slas')
  expect(await screen.findByText('First response (min): 60 · Next update (min): 240')).toBeTruthy()
  router.history.push('/lists/slas/entry/urgent')
  await userEvent.clear(await screen.findByRole('textbox', { name: 'Next update (min)' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Resolution (min)' }), '1440')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => {
    expect(stored.items).toMatchObject([{ first_response_min: 60, next_update_min: null, resolution_min: 1440 }])
  })
})

test('who may not change lists does not get there', async () => {
  await serve(({ path }) =>
    path === '/api/v1/session'
      ? { status: 200, body: { ...session, permissions: ['self'] } }
      : refusal(404, 'route.unknown'),
  )
  showDesk('/lists')
  expect(await screen.findByRole('heading', { name: 'Not open to you' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'Lists' })).toBeNull()
})
