// What was said and what was changed, as one story.
import type { TicketComment, TicketEvent } from './ticket_api'

export type TimelineEntry =
  | { kind: 'comment'; at: string; comment: TicketComment }
  | { kind: 'change'; at: string; event: TicketEvent; changes: readonly FieldChange[] }
export type TimelineFilter = 'all' | 'conversation' | 'changes'

export interface FieldChange {
  field: string
  from: unknown
  to: unknown
  /** Of an amount in the minor unit. */
  currency?: string
}

/** Fields whose change says nothing to a reader. */
const SILENT = new Set([
  'comment_id',
  'digest',
  'audience',
  'reopened_count',
  'reported_at',
  'resolved_at',
  'number',
  'proposal_id',
  'currency',
  'reason',
])

/** What a field became, where it is a text. */
function textOf(event: TicketEvent, field: string): string | null {
  const pair: unknown = (event.changes as Record<string, unknown>)[field]
  const to: unknown = Array.isArray(pair) ? pair[1] : null
  return typeof to === 'string' ? to : null
}

/** Why, as whoever did it wrote: with a ticket's change, or with a decision on a price. */
export const reasonOf = (event: TicketEvent): string | null => event.reason ?? textOf(event, 'reason')

/** What of it is told; how a ticket was opened stands in its facts. */
export function changesOf(event: TicketEvent): FieldChange[] {
  if (event.type === 'ticket.created') return []
  const currency = textOf(event, 'currency')
  return Object.entries(event.changes)
    .filter(([field]) => !SILENT.has(field))
    .flatMap(([field, pair]: [string, unknown]) =>
      Array.isArray(pair)
        ? [
            {
              field,
              from: pair[0] as unknown,
              to: pair[1] as unknown,
              ...(field === 'total' && currency !== null && { currency }),
            },
          ]
        : [],
    )
    .filter(({ field, from, to }) => field !== 'total' || from !== to)
}

const isOfComment = (event: TicketEvent) => event.type === 'ticket.commented'

/** Whose changes, by id ("" is the system), and of which field; null is any. */
export interface ChangeFilter {
  actor: string | null
  field: string | null
}

export const actorOf = (event: TicketEvent) => String(event.actor_id ?? '')

/** The changes among the events, of somebody or something where that is asked for. */
export const changesAmong = (events: readonly TicketEvent[], of: ChangeFilter) =>
  events.filter(
    (event) =>
      !isOfComment(event) &&
      (of.actor === null || actorOf(event) === of.actor) &&
      (of.field === null || changesOf(event).some(({ field }) => field === of.field)),
  )

export function mergeTimeline(
  comments: readonly TicketComment[],
  events: readonly TicketEvent[],
  filter: TimelineFilter,
  of: ChangeFilter = { actor: null, field: null },
): TimelineEntry[] {
  const said = comments.map((comment): TimelineEntry => ({ kind: 'comment', at: comment.created_at, comment }))
  const done = changesAmong(events, of).map((event): TimelineEntry => ({
    kind: 'change',
    at: event.at,
    event,
    changes: changesOf(event),
  }))
  const entries = filter === 'conversation' ? said : filter === 'changes' ? done : [...done, ...said]
  // Of the same moment, the change comes first: a ticket is opened before its first word.
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
