// A workflow as a JSON file: written from a form, read into one. What is wrong is said with its place.
import { languages } from '@/i18n'
import type { Flow, State, Transition } from './workflow'

export interface Wrong {
  /** "transitions[2].to", or "line 3, column 7" as numbers. */
  place: string | { line: number; column: number }
  is: 'syntax' | 'text' | 'list' | 'object' | 'number' | 'unknown' | 'unknown_state' | 'unknown_member'
  value?: string
}

/** Keys that exist here; a file may come from another company. */
export interface Known {
  statuses: readonly string[]
  areas: readonly string[]
  queues: readonly string[]
  roles: readonly string[]
  demands: readonly string[]
}

export const fileText = (flow: Flow) => `${JSON.stringify(flow, null, 2)}\n`

/** Browsers name the place of a syntax error each in their own way; without one it is the end. */
function placeIn(text: string, message: string): { line: number; column: number } {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? []
  if (line !== undefined) return { line: Number(line), column: Number(column) }
  const [, position] = /position (\d+)/.exec(message) ?? []
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

type Members = Readonly<Record<string, unknown>>

class Reader {
  readonly wrong: Wrong[] = []

  private say(place: string, is: Wrong['is'], value?: string): void {
    this.wrong.push({ place, is, ...(value !== undefined && { value }) })
  }

  object(place: string, value: unknown, members: readonly string[]): Members {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.say(place, 'object')
      return {}
    }
    for (const name of Object.keys(value))
      if (!members.includes(name)) this.say(place === '' ? name : `${place}.${name}`, 'unknown_member')
    return value as Members
  }

  list(place: string, value: unknown): unknown[] {
    if (Array.isArray(value)) return value
    this.say(place, 'list')
    return []
  }

  text(place: string, value: unknown): string {
    if (typeof value === 'string' && value !== '') return value
    this.say(place, 'text')
    return ''
  }

  key(place: string, value: unknown, known: readonly string[], is: Wrong['is'] = 'unknown'): string {
    const key = this.text(place, value)
    if (key !== '' && !known.includes(key)) this.say(place, is, key)
    return key
  }

  maybeKey(place: string, value: unknown, known: readonly string[], is?: Wrong['is']): string | null {
    return value === null || value === undefined ? null : this.key(place, value, known, is)
  }

  keys(place: string, value: unknown, known: readonly string[]): string[] {
    if (value === undefined) return []
    return this.list(place, value).map((each, at) => this.key(`${place}[${String(at)}]`, each, known))
  }

  id(place: string, value: unknown): number | null {
    if (value === null || value === undefined) return null
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
    this.say(place, 'number')
    return null
  }
}

function readState(reader: Reader, place: string, value: unknown, known: Known): State {
  const row = reader.object(place, value, ['status', 'area', 'queue', 'assignee_id'])
  return {
    status: reader.key(`${place}.status`, row['status'], known.statuses),
    area: reader.maybeKey(`${place}.area`, row['area'], known.areas),
    queue: reader.maybeKey(`${place}.queue`, row['queue'], known.queues),
    assignee_id: reader.id(`${place}.assignee_id`, row['assignee_id']),
  }
}

function readTransition(reader: Reader, place: string, value: unknown, known: Known, states: string[]): Transition {
  const row = reader.object(place, value, ['from', 'to', 'roles', 'requires'])
  return {
    from: reader.maybeKey(`${place}.from`, row['from'], states, 'unknown_state'),
    to: reader.key(`${place}.to`, row['to'], states, 'unknown_state'),
    roles: reader.keys(`${place}.roles`, row['roles'], known.roles),
    requires: reader.keys(`${place}.requires`, row['requires'], known.demands),
  }
}

export function readFile(text: string, known: Known): Flow | Wrong[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return [{ place: placeIn(text, String(error)), is: 'syntax' }]
  }
  const reader = new Reader()
  const top = reader.object('', value, ['labels', 'initial', 'states', 'transitions'])
  const labels = reader.object('labels', top['labels'], languages)
  const label = (language: string) => reader.text(`labels.${language}`, labels[language])
  const read = { labels: { en: label('en'), fr: label('fr'), es: label('es') } }
  const states = reader
    .list('states', top['states'])
    .map((row, at) => readState(reader, `states[${String(at)}]`, row, known))
  const names = states.map(({ status }) => status)
  const transitions = reader
    .list('transitions', top['transitions'])
    .map((row, at) => readTransition(reader, `transitions[${String(at)}]`, row, known, names))
  const initial = reader.key('initial', top['initial'], names, 'unknown_state')
  return reader.wrong.length > 0 ? reader.wrong : { ...read, initial, states, transitions }
}
