// A workflow (WF-1) as its form holds it: names as texts, its two tables as JSON.
import type { Entry } from '@/features/config'
import { languages } from '@/i18n'
import type { FormValues } from '@/ui'

export interface State {
  status: string
  area: string | null
  queue: string | null
  assignee_id: number | null
}
/** from null: from any state. No roles: whoever may respond. */
export interface Transition {
  from: string | null
  to: string
  roles: readonly string[]
  requires: readonly string[]
}
/** What a file holds and a form edits. */
export interface Flow {
  labels: Entry['labels']
  initial: string
  states: readonly State[]
  transitions: readonly Transition[]
}

export const noState: State = { status: '', area: null, queue: null, assignee_id: null }
export const noTransition: Transition = { from: null, to: '', roles: [], requires: [] }
export const noFlow: Flow = { labels: { en: '', fr: '', es: '' }, initial: '', states: [], transitions: [] }

/** Always the same members in the same order, so that equal rows are equal texts. */
export function flowOf(entry: Entry): Flow {
  const { labels, initial, states, transitions } = entry as unknown as Flow
  return {
    labels: { en: labels.en, fr: labels.fr, es: labels.es },
    initial,
    states: states.map(({ status, area, queue, assignee_id }) => ({ status, area, queue, assignee_id })),
    transitions: transitions.map(({ from, to, roles, requires }) => ({ from, to, roles, requires })),
  }
}

export function valuesOf(flow: Flow): FormValues {
  return {
    ...Object.fromEntries(languages.map((each) => [`labels.${each}`, flow.labels[each]])),
    initial: flow.initial,
    states: JSON.stringify(flow.states),
    transitions: JSON.stringify(flow.transitions),
  }
}

export function fromValues(values: FormValues): Flow {
  const label = (language: string) => String(values[`labels.${language}`]).trim()
  return {
    labels: { en: label('en'), fr: label('fr'), es: label('es') },
    initial: String(values['initial']),
    states: JSON.parse(String(values['states'])) as State[],
    transitions: JSON.parse(String(values['transitions'])) as Transition[],
  }
}

export interface Difference {
  is: 'added' | 'removed' | 'changed' | 'order'
  what: 'label' | 'initial' | 'state' | 'transition'
  /** The language, the status, or where the transition leads. */
  of: { language?: string; status?: string; from?: string | null; to?: string }
}

function compareRows<R>(before: readonly R[], after: readonly R[], keyOf: (row: R) => string) {
  const find = (rows: readonly R[], row: R) => rows.find((each) => keyOf(each) === keyOf(row))
  const changes = after.flatMap((row): [Difference['is'], R][] => {
    const old = find(before, row)
    if (!old) return [['added', row]]
    return JSON.stringify(old) === JSON.stringify(row) ? [] : [['changed', row]]
  })
  const removed = before.filter((row) => !find(after, row)).map((row): [Difference['is'], R] => ['removed', row])
  return [...changes, ...removed]
}

/** What is not the same in two workflows, in the order of the screen. */
export function differences(before: Flow, after: Flow): Difference[] {
  const found: Difference[] = languages
    .filter((each) => before.labels[each] !== after.labels[each])
    .map((language) => ({ is: 'changed', what: 'label', of: { language } }))
  if (before.initial !== after.initial) found.push({ is: 'changed', what: 'initial', of: { status: after.initial } })
  for (const [is, { status }] of compareRows(before.states, after.states, ({ status }) => status))
    found.push({ is, what: 'state', of: { status } })
  const way = ({ from, to }: Transition) => `${from ?? '*'} ${to}`
  for (const [is, { from, to }] of compareRows(before.transitions, after.transitions, way))
    found.push({ is, what: 'transition', of: { from, to } })
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  // Nothing else differs, so whatever still does is where the rows stand.
  if (!found.some(({ what }) => what === 'state') && !isSame(before.states, after.states))
    found.push({ is: 'order', what: 'state', of: {} })
  if (!found.some(({ what }) => what === 'transition') && !isSame(before.transitions, after.transitions))
    found.push({ is: 'order', what: 'transition', of: {} })
  return found
}
