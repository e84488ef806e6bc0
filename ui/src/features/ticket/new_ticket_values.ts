// What is typed into the window for a new ticket, and what of it is sent.
import type { NewTicketPreset } from './new_ticket'
import type { TicketNew } from './ticket_api'
import { textJudged } from './quadrant'

export const EMPTY = {
  requester_id: null as number | null,
  requester_name: '',
  /** Nobody known: the fields of a new person are open. */
  isNew: false,
  isNobody: false,
  name: '',
  email: '',
  phone: '',
  postcode: '',
  affected_id: null as number | null,
  affected_name: '',
  named_id: null as number | null,
  named_name: '',
  product_id: null as number | null,
  product_name: '',
  body: '',
  subject: '',
  category: '',
  kind: '',
  channel: '',
  important: 'open',
  urgent: 'open',
  area: '',
  queue: '',
  assignee_id: '',
  journey_step: '',
  impact: '',
  intermittent: 'open',
}
export type NewTicketValues = typeof EMPTY

const SUBJECT_MAX = 200

/** Without a subject, the first line of the notes is one. */
export function subjectOf(subject: string, body: string): string {
  if (subject.trim() !== '') return subject.trim()
  // A subject takes no tabs and the like, which a text may hold.
  const line = (body.trim().split('\n', 1)[0] ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim()
  // Not by code units: half an emoji is no text.
  const characters = Array.from(line)
  if (characters.length <= SUBJECT_MAX) return line
  return `${characters
    .slice(0, SUBJECT_MAX - 1)
    .join('')
    .trimEnd()}…`
}

const text = (value: string) => (value.trim() === '' ? undefined : value.trim())
const impacts = ['blocks', 'hinders', 'none'] as const

export function newTicketBody(values: NewTicketValues, attachments: number[]): TicketNew {
  const contact = {
    name: values.name.trim(),
    email: text(values.email),
    phone: text(values.phone),
    postcode: text(values.postcode),
  }
  const all: { [K in keyof TicketNew]: TicketNew[K] | undefined } = {
    subject: subjectOf(values.subject, values.body),
    body: values.body,
    requester_id: values.isNew || values.isNobody ? undefined : (values.requester_id ?? undefined),
    requester: values.isNew
      ? { name: contact.name, ...Object.fromEntries(Object.entries(contact).filter(([, held]) => held !== undefined)) }
      : undefined,
    no_requester: values.isNobody ? true : undefined,
    affected_id: values.affected_id ?? undefined,
    named_id: values.named_id ?? undefined,
    product_id: values.product_id ?? undefined,
    category: text(values.category),
    kind: text(values.kind),
    channel: text(values.channel),
    // Not judged here: the category may say.
    important: textJudged(values.important) ?? undefined,
    urgent: textJudged(values.urgent) ?? undefined,
    area: text(values.area),
    queue: text(values.queue),
    assignee_id: values.assignee_id === '' ? undefined : Number(values.assignee_id),
    journey_step: text(values.journey_step),
    impact: impacts.find((each) => each === values.impact),
    intermittent: textJudged(values.intermittent) ?? undefined,
    attachments: attachments.length > 0 ? attachments : undefined,
  }
  const given = Object.entries(all).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as TicketNew
}

/** The order that a ticket is opened from. */
export function aboutOf({ order }: NewTicketPreset): Pick<TicketNew, 'order_id' | 'store_id'> {
  return order ? { order_id: order.id, store_id: order.store_id } : {}
}
