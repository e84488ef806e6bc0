import { beforeEach, expect, test } from 'vitest'
import { byStatus } from './board'
import { draftKey, keepDraft, loadDraft } from './draft'
import { EMPTY, newTicketBody, subjectOf } from './new_ticket_values'
import { judgedText, levelOf, quadrantOf, textJudged } from './quadrant'
import { fillTemplate, fittingTemplates, insertAt, openPlaceholders } from './template'
import { ofWhom, type Ticket, type TicketComment, type TicketEvent } from './ticket_api'
import { nextDue } from './ticket_badges'
import { changeTicketView, dayStart, hasFilter, parseTicketView, toggle, toQuery } from './ticket_view'
import { changesOf, mergeTimeline, reasonOf } from './timeline'

beforeEach(() => {
  localStorage.clear()
})

test('the address becomes a view, and what makes no sense in it is left out', () => {
  const view = parseTicketView({
    q: 'late',
    status: 'unattended,closed',
    owner: 3,
    from: '2026-13-40',
    to: '0002-11-11',
    group: 'todo,zzz',
    sort: 'nothing',
    x: 1,
  })
  expect(view).toEqual({ q: 'late', status: 'unattended,closed', owner: '3' })
  expect(hasFilter(view)).toBe(true)
  expect(hasFilter(parseTicketView({ sort: '-created_at', hide: 'status' }))).toBe(false)
})

test('a widget adds its value to the filter and takes it out again', () => {
  const on = changeTicketView({}, toggle({}, 'status', 'closed'))
  expect(on).toEqual({ status: 'closed' })
  const two = changeTicketView(on, toggle(on, 'status', 'unattended'))
  expect(two).toEqual({ status: 'closed,unattended' })
  expect(changeTicketView(two, toggle(two, 'status', 'closed'))).toEqual({ status: 'unattended' })
  expect(changeTicketView(on, toggle(on, 'status', 'closed'))).toEqual({})
})

test('the view is asked of the server in its words, days in the reader’s zone', () => {
  const view = parseTicketView({ status: 'a,b', owner: 'me', from: '2026-11-21', to: '2026-11-21', sort: '-priority' })
  expect(toQuery(view, 'America/Bogota')).toEqual({
    status: ['a', 'b'],
    assignee: ['me'],
    sort: '-priority',
    created_from: '2026-11-21T05:00:00.000Z',
    created_to: '2026-11-22T04:59:59.999Z',
  })
})

test('a day begins where the clock changes, too', () => {
  expect(dayStart('2026-03-29', 'Europe/Madrid').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(dayStart('2026-03-29', 'Europe/Madrid', 1).toISOString()).toBe('2026-03-29T22:00:00.000Z')
  expect(dayStart('2026-10-25', 'Europe/Madrid', 1).toISOString()).toBe('2026-10-25T23:00:00.000Z')
})

test('a level follows from both axes, and only when both are judged', () => {
  const labels = { en: 'Do', fr: 'Faire', es: 'Hacer' }
  const levels = [{ key: 'top', labels, quadrants: ['do', 'decide'] }]
  expect(quadrantOf(true, true)).toBe('do')
  expect(quadrantOf(true, false)).toBe('decide')
  expect(quadrantOf(false, true)).toBe('delegate')
  expect(quadrantOf(false, false)).toBe('delete')
  expect(quadrantOf(true, null)).toBeNull()
  expect(levelOf(levels, 'decide')?.key).toBe('top')
  expect(levelOf(levels, 'delete')).toBeUndefined()
  for (const value of [true, false, null]) expect(textJudged(judgedText(value))).toBe(value)
})

test('a line names the requester, or else the store', () => {
  const of = (requester_name: string | null, store_name: string | null) =>
    ofWhom({ requester_name, store_name } as Ticket)
  expect([of('Léa', 'Fleurs'), of(null, 'Fleurs'), of(null, null)]).toEqual([' · Léa', ' · Fleurs', ''])
})

const comment = (id: number, at: string) => ({ id, created_at: at }) as TicketComment
const event = (id: number, at: string, type: string, changes = {}) => ({ id, at, type, changes }) as TicketEvent

test('what was said and done is one story, and comments do not appear twice', () => {
  const comments = [comment(1, '2026-11-21T09:00:00.000Z'), comment(2, '2026-11-21T11:00:00.000Z')]
  const events = [
    event(7, '2026-11-21T09:00:00.000Z', 'ticket.created', { number: [null, 'A1'], queue: [null, 'x'] }),
    event(8, '2026-11-21T09:00:00.000Z', 'ticket.commented', { comment_id: [null, 1] }),
    event(9, '2026-11-21T10:00:00.000Z', 'ticket.moved', { status: ['a', 'b'] }),
  ]
  const ids = (filter: 'all' | 'conversation' | 'changes') =>
    mergeTimeline(comments, events, filter).map((entry) =>
      entry.kind === 'comment' ? `c${String(entry.comment.id)}` : `e${String(entry.event.id)}`,
    )
  expect(ids('all')).toEqual(['e7', 'c1', 'e9', 'c2'])
  expect(ids('conversation')).toEqual(['c1', 'c2'])
  expect(ids('changes')).toEqual(['e7', 'e9'])
  const of = (actor: string | null, field: string | null) =>
    mergeTimeline(comments, events, 'changes', { actor, field }).map((entry) => entry.at.slice(11, 13))
  expect([of(null, 'queue'), of(null, 'status'), of('', 'status'), of('4711', null)]).toEqual([[], ['10'], ['10'], []])
  const [opened, moved] = mergeTimeline([], events, 'changes')
  expect(opened?.kind === 'change' && opened.changes).toEqual([])
  expect(moved?.kind === 'change' && moved.changes).toEqual([{ field: 'status', from: 'a', to: 'b' }])
})

test('a decision on a price is told in words and money, with its reason', () => {
  const at = '2026-11-21T09:00:00.000Z'
  const decided = (type: string, changes: object) => ({ ...event(3, at, type, changes), reason: null })
  const approved = decided('proposal.approved', {
    proposal_id: [4, 4],
    total: [849, 1099],
    currency: [null, 'EUR'],
    reason: [null, 'Two boxes'],
  })
  expect(changesOf(approved)).toEqual([{ field: 'total', from: 849, to: 1099, currency: 'EUR' }])
  expect(reasonOf(approved)).toBe('Two boxes')
  const refused = decided('proposal.refused', {
    proposal_id: [4, 4],
    total: [849, 849],
    currency: [null, 'EUR'],
    reason: [null, null],
  })
  expect([changesOf(refused), reasonOf(refused)]).toEqual([[], null])
})

test('placeholders are filled in; unknown ones stay to be seen', () => {
  const text = fillTemplate('Hello {{customer.name}}, {{ agent.name }}: {{order.number}}', {
    'customer.name': 'Ana',
    'agent.name': 'Inés',
  })
  expect(text).toBe('Hello Ana, Inés: {{order.number}}')
  expect(openPlaceholders(text)).toEqual(['{{order.number}}'])
})

test('a predefined text goes in at the cursor, those of the category come first', () => {
  expect(insertAt('', 0, 'Hi')).toEqual({ text: 'Hi', cursor: 2 })
  expect(insertAt('One\nTwo', 3, 'Hi')).toEqual({ text: 'One\n\nHi\nTwo', cursor: 7 })
  const texts = { en: '', fr: '', es: '' }
  const make = (key: string, category: string | null) => ({ key, category, labels: texts, bodies: texts })
  const all = [make('general', null), make('photo', 'delivery'), make('bill', 'billing')]
  expect(fittingTemplates(all, 'delivery.damaged').map(({ key }) => key)).toEqual(['photo', 'general'])
})

test('a draft is kept until it is empty, and a broken one is no draft', () => {
  const key = draftKey(3, 'ticket.7')
  const empty = { text: '', files: [] as string[] }
  keepDraft(key, { text: 'half', files: ['a'] }, empty)
  expect(loadDraft(key, empty)).toEqual({ text: 'half', files: ['a'] })
  keepDraft(key, empty, empty)
  expect(localStorage.getItem(key)).toBeNull()
  localStorage.setItem(key, '{"text":7,"other":1}')
  expect(loadDraft(key, empty)).toEqual(empty)
  localStorage.setItem(key, 'not json')
  expect(loadDraft(key, empty)).toEqual(empty)
})

test('who was chosen is kept in a draft, too', () => {
  const key = draftKey(3, 'ticket.new')
  const draft = { ...EMPTY, body: 'Late', requester_id: 4, requester_name: 'Paula' }
  keepDraft(key, draft, EMPTY)
  expect(loadDraft(key, EMPTY)).toEqual(draft)
})

test('a new ticket sends only what was said', () => {
  expect(subjectOf(' ', 'Parcel late\nsince Monday')).toBe('Parcel late')
  expect(subjectOf('', 'x'.repeat(300))).toHaveLength(200)
  expect(subjectOf('', 'Order\t4711\u000blate\nsince Monday')).toBe('Order 4711 late')
  expect(subjectOf('', '📦'.repeat(200))).toBe('📦'.repeat(200))
  expect(subjectOf('', '📦'.repeat(201))).toBe(`${'📦'.repeat(199)}…`)
  expect(newTicketBody({ ...EMPTY, body: 'Late', requester_id: 4, product_id: 7, important: 'no' }, [])).toEqual({
    subject: 'Late',
    body: 'Late',
    requester_id: 4,
    product_id: 7,
    important: false,
  })
  expect(newTicketBody({ ...EMPTY, body: 'Late', isNew: true, name: ' Ana ', phone: '600' }, [9])).toEqual({
    subject: 'Late',
    body: 'Late',
    requester: { name: 'Ana', phone: '600' },
    attachments: [9],
  })
  expect(newTicketBody({ ...EMPTY, body: 'Late', isNobody: true, requester_id: 4 }, [])).toMatchObject({
    no_requester: true,
  })
})

test('a card stands where it was put until the server has answered', () => {
  const rows = [{ id: 1, status: 'a' } as Ticket, { id: 2, status: 'b' } as Ticket]
  const ids = (moving: Record<number, string>) =>
    Object.fromEntries(
      Object.entries(byStatus(rows, ['a', 'b'], moving)).map(([status, held]) => [status, held.map(({ id }) => id)]),
    )
  expect(ids({})).toEqual({ a: [1], b: [2] })
  expect(ids({ 1: 'b' })).toEqual({ a: [], b: [1, 2] })
})

test('the next moment at which something is owed; a first response that was given is owed no more', () => {
  const dated = {
    group: 'todo',
    sla_state: 'on_time',
    first_response_at: null,
    first_response_due_at: '2026-11-29T10:00:00Z',
    next_update_due_at: '2026-11-29T13:00:00Z',
    answer_due_at: null,
    resolution_due_at: '2026-11-30T09:00:00Z',
  } as const
  expect(nextDue(dated)).toBe('2026-11-29T10:00:00Z')
  expect(nextDue({ ...dated, first_response_at: '2026-11-29T09:30:00Z' })).toBe('2026-11-29T13:00:00Z')
})
