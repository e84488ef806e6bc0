// Lists edited by the administrator: what they may say, and that nobody saws off the branch. CF-1, WF-1, IN-1.
import { describe, expect, test } from 'vitest'
import { useWorld } from './harness'

const world = useWorld()

interface Item extends Record<string, unknown> {
  key: string
}
interface List {
  list: string
  version: number
  items: Item[]
}

const read = async (list: string): Promise<List> =>
  (await (await world().as('admin')).get(`/config/${list}`)).json<List>()
const put = async (
  list: string,
  body: object,
): ReturnType<Awaited<ReturnType<ReturnType<typeof world>['as']>>['send']> =>
  (await world().as('admin')).send('PUT', `/config/${list}`, { body })

describe('a list', () => {
  test('is taken back as it was given out, once', async () => {
    const was = await read('journey_steps')
    const label = { en: 'Unpacking', fr: 'Déballage', es: 'Desempaque' }
    const changed = { ...was, items: [...was.items, { key: 'unpacking', labels: label }] }
    const now = await put('journey_steps', changed)
    expect(now.status).toBe(200)
    expect(now.json<List>().version).toBe(was.version + 1)
    expect((await put('journey_steps', changed)).status).toBe(412)
  })

  test.each([
    ['channels', 'web'],
    ['channels', 'email'],
    ['categories', 'delivery.incident'],
    ['workflows', 'generic'],
    ['person_kinds', 'customer'],
  ])('%s keeps %s, which the program uses', async (list, key) => {
    const was = await read(list)
    const r = await put(list, { items: was.items.filter((i) => i.key !== key && i['parent'] !== key) })
    expect(r.wrong).toEqual(['items'])
    expect(
      (await put(list, { items: was.items.map((i) => (i.key === key ? { ...i, archived: true } : i)) })).wrong,
    ).toEqual(['items'])
  })

  test('queues and categories keep at least one entry for new tickets', async () => {
    expect((await put('queues', { items: [] })).wrong).toEqual(['items'])
    const sites = await read('sites')
    expect((await put('sites', { items: sites.items.map((s) => ({ ...s, archived: true })) })).wrong).toEqual(['items'])
  })

  test('names only what the other lists have', async () => {
    const labels = { en: 'X', fr: 'X', es: 'X' }
    const categories = await read('categories')
    const wrong = { key: 'x', labels, workflow: 'none', area: 'none', queue: 'none', resolutions: ['solved', 'none'] }
    const at = categories.items.length
    expect((await put('categories', { items: [...categories.items, wrong] })).wrong.sort()).toEqual(
      ['area', 'queue', 'resolutions[1]', 'workflow'].map((f) => `items[${at}].${f}`),
    )
    const workflows = await read('workflows')
    const flow = {
      key: 'x',
      labels,
      initial: 'unattended',
      states: [{ status: 'unattended' }, { status: 'none', queue: 'none' }],
    }
    expect((await put('workflows', { items: [...workflows.items, flow] })).wrong.sort()).toEqual([
      `items[${workflows.items.length}].states[1].queue`,
      `items[${workflows.items.length}].states[1].status`,
    ])
  })
})
