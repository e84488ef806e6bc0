// What these screens know about lists beyond their shape. A list or field that is not named here still works.

/** In the order of the overview. */
export const listGroups = {
  ticket: [
    'categories',
    'kinds',
    'statuses',
    'priorities',
    'queues',
    'workflows',
    'slas',
    'channels',
    'resolutions',
    'journey_steps',
    'templates',
    'widgets',
  ],
  company: ['areas', 'sites', 'mail_templates'],
  person: ['person_kinds', 'person_statuses', 'ranks'],
  delivery: ['failure_reasons', 'failure_sets'],
} as const

/** Whose entries hang below one another. */
export const trees: readonly string[] = ['categories']
/** The program names their entries: a text each, no new ones. */
export const fixed: readonly string[] = ['mail_templates']

export const colours = ['red', 'pink', 'violet', 'blue', 'teal', 'green', 'yellow', 'orange', 'gray'] as const

/** Fields of a ticket that may be demanded before it goes on. */
export const demands = [
  'comment',
  'resolution',
  'assignee_id',
  'important',
  'urgent',
  'kind',
  'affected_id',
  'order_id',
  'store_id',
  'product_id',
  'journey_step',
  'impact',
] as const

export type FieldKind =
  | { is: 'entry'; list: string }
  | { is: 'entries'; list: string }
  | { is: 'words'; of: readonly string[]; name: string }
  | { is: 'colour' }
  | { is: 'person' }
  | { is: 'percentage' }
  | { is: 'zone' }
  | { is: 'long' }
  | { is: 'hidden' }

/** By the field's name, which means the same in every list. */
const byName: Readonly<Record<string, FieldKind>> = {
  area: { is: 'entry', list: 'areas' },
  assignee_id: { is: 'person' },
  bodies: { is: 'long' },
  category: { is: 'entry', list: 'categories' },
  colour: { is: 'colour' },
  descriptions: { is: 'long' },
  evidence: { is: 'words', of: ['photo', 'comment', 'position'], name: 'evidence' },
  initial: { is: 'entry', list: 'statuses' },
  owner_id: { is: 'person' },
  percentage: { is: 'percentage' },
  // The matrix above the list gives each quadrant its level.
  quadrants: { is: 'hidden' },
  queue: { is: 'entry', list: 'queues' },
  reasons: { is: 'entries', list: 'failure_reasons' },
  required: { is: 'words', of: demands, name: 'demand' },
  resolutions: { is: 'entries', list: 'resolutions' },
  roles: { is: 'words', of: ['courier', 'shop', 'dispatcher', 'recipient'], name: 'who' },
  shown_to: {
    is: 'words',
    of: ['supervisor', 'agent', 'dispatcher', 'engineer', 'consultant', 'customer', 'shop', 'courier', 'carrier'],
    name: 'role',
  },
  sla: { is: 'entry', list: 'slas' },
  time_zone: { is: 'zone' },
  workflow: { is: 'entry', list: 'workflows' },
}

export const kindOf = (name: string): FieldKind | undefined => byName[name]
