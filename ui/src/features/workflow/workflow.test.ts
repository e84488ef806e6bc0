import { expect, test } from 'vitest'
import { differences, flowOf, fromValues, valuesOf, type Flow } from './workflow'
import { fileText, readFile } from './workflow_file'

const flow: Flow = {
  labels: { en: 'A', fr: 'B', es: 'C' },
  initial: 'open',
  states: [
    { status: 'open', area: null, queue: 'general', assignee_id: null },
    { status: 'closed', area: 'service', queue: null, assignee_id: 7 },
  ],
  transitions: [
    { from: null, to: 'closed', roles: ['agent'], requires: ['comment'] },
    { from: 'closed', to: 'open', roles: [], requires: [] },
  ],
}
const known = {
  statuses: ['open', 'closed'],
  areas: ['service'],
  queues: ['general'],
  roles: ['agent'],
  demands: ['comment'],
}

test('a workflow becomes the values of a form, and a file, and comes back as it was', () => {
  const entry = { key: 'x', archived: false, ...flow }
  expect(flowOf(entry)).toEqual(flow)
  expect(fromValues(valuesOf(flow))).toEqual(flow)
  expect(readFile(fileText(flow), known)).toEqual(flow)
})

test('what a file leaves out is nothing', () => {
  const [state, way] = [{ status: 'open' }, { to: 'open' }]
  const read = readFile(JSON.stringify({ ...flow, states: [state], transitions: [way] }), known)
  expect(read).toMatchObject({
    states: [{ status: 'open', area: null, queue: null, assignee_id: null }],
    transitions: [{ from: null, to: 'open', roles: [], requires: [] }],
  })
})

test('a file that cannot be used says where and why', () => {
  expect(readFile('{\n  "labels": ', known)).toEqual([{ place: { line: 2, column: 13 }, is: 'syntax' }])
  expect(readFile('[]', known)).toContainEqual({ place: '', is: 'object' })
  const bad = {
    labels: { en: 'A', fr: '', es: 1 },
    initial: 'away',
    states: [{ status: 'gone' }, { status: 'open', queue: 'none', assignee_id: 'me', colour: 'red' }],
    transitions: [{ from: 'closed', to: 'open', roles: ['king'], requires: 'comment' }, 3],
    more: 1,
  }
  expect(readFile(JSON.stringify(bad), known)).toEqual([
    { place: 'more', is: 'unknown_member' },
    { place: 'labels.fr', is: 'text' },
    { place: 'labels.es', is: 'text' },
    { place: 'states[0].status', is: 'unknown', value: 'gone' },
    { place: 'states[1].colour', is: 'unknown_member' },
    { place: 'states[1].queue', is: 'unknown', value: 'none' },
    { place: 'states[1].assignee_id', is: 'number' },
    { place: 'transitions[0].from', is: 'unknown_state', value: 'closed' },
    { place: 'transitions[0].roles[0]', is: 'unknown', value: 'king' },
    { place: 'transitions[0].requires', is: 'list' },
    { place: 'transitions[1]', is: 'object' },
    { place: 'transitions[1].to', is: 'text' },
    { place: 'initial', is: 'unknown_state', value: 'away' },
  ])
})

test('differences: labels, first state, rows and their order', () => {
  const [open, closed] = flow.states as [Flow['states'][0], Flow['states'][0]]
  expect(differences(flow, flow)).toEqual([])
  expect(differences(flow, { ...flow, states: [closed, open] })).toEqual([{ is: 'order', what: 'state', of: {} }])
  const after: Flow = {
    labels: { ...flow.labels, fr: 'D' },
    initial: 'closed',
    states: [{ ...open, queue: null }],
    transitions: [...flow.transitions.slice(0, 1), { from: 'open', to: 'closed', roles: [], requires: [] }],
  }
  expect(differences(flow, after)).toEqual([
    { is: 'changed', what: 'label', of: { language: 'fr' } },
    { is: 'changed', what: 'initial', of: { status: 'closed' } },
    { is: 'changed', what: 'state', of: { status: 'open' } },
    { is: 'removed', what: 'state', of: { status: 'closed' } },
    { is: 'added', what: 'transition', of: { from: 'open', to: 'closed' } },
    { is: 'removed', what: 'transition', of: { from: 'closed', to: 'open' } },
  ])
})
