// What the generated tests need to know about each thing: how to make one, and a good body for each operation.
// A new module adds its lines here and is then part of the refusals and of the role matrix.
import type { Schema } from './contract'
import type { Client, Login, Route, World } from './harness'

export interface Thing {
  /** Makes one as somebody who may; owner: whose it is, where things have owners. Returns its id. */
  make: (w: World, owner: Login | null) => Promise<number>
  /** Owners worth trying in the matrix: own and foreign ones. Empty: things without owners. */
  owners: Login[]
  /** Whether a person who has the permission sees one of that owner (else 404). Left out: everybody does. */
  visible?: (who: Login, owner: Login) => boolean
}

let serial = 0
const unique = (): string => `${process.pid}-${++serial}`

async function made(c: Client, path: string, body: unknown): Promise<number> {
  const r = await c.post(path, body)
  if (r.status !== 201) throw new Error(`cannot make a sample at ${path}: ${r.status} ${r.text}`)
  return r.json<{ id: number }>().id
}

/** By the first segment of the path. */
const things: Record<string, Thing> = {
  tags: {
    make: async (w) => made(await w.as('admin'), '/tags', { name: `sample ${unique()}` }),
    owners: [],
  },
}

/** A value for each path parameter that is a text. */
const keys: Record<string, string> = {
  list: 'categories',
}

let clock = 0

/** A body that is accepted, by operation; no two alike. Where none stands here the field table's is taken. */
const bodies: Record<string, (w: World) => unknown> = {
  session_create: () => ({ email: 'agent2@demo.test', password: 'amends-demo' }),
  tag_update: () => ({ name: `renamed ${unique()}` }),
  // only forward
  test_clock_set: () => ({ now: new Date(Date.now() + 3600_000 + ++clock * 1000).toISOString() }),
  config_put: async (w) => {
    const list = (await (await w.as('admin')).get(`/config/${keys['list']}`)).json<{ items: unknown[] }>()
    return { items: list.items }
  },
}

/** Operations whose POST has no memory of Idempotency-Keys, each by its nature: every sign-in is a new one. */
export const unrepeated = new Set(['session_create', 'test_clock_set'])

export async function bodyFor(w: World, r: Route): Promise<unknown> {
  if (r.body === null) return undefined
  return bodies[r.op] === undefined ? valueOf(r.body, r.op) : await bodies[r.op]?.(w)
}

function valueOf(s: Schema, name: string): unknown {
  const type = Array.isArray(s.type) ? s.type[0] : s.type
  if (s.enum !== undefined) return s.enum[0]
  if (type === 'object')
    return Object.fromEntries((s.required ?? []).map((k) => [k, valueOf(s.properties?.[k] ?? {}, k)]))
  if (type === 'array') return []
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return Math.max(1, s.minimum ?? 1)
  if (s.format === 'date-time') return new Date().toISOString()
  return `${name} ${unique()}`.slice(0, s.maxLength ?? 100)
}

export function thingAt(template: string): Thing | null {
  return /\{[a-z_]*id\}/.test(template) ? (things[template.split('/')[1] ?? ''] ?? null) : null
}

/** A path with its {parameters} filled in; ids of something just made. */
export async function pathFor(w: World, template: string, owner: Login | null = null): Promise<string> {
  const thing = thingAt(template)
  const filled = template.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => keys[name] ?? whole)
  if (!filled.includes('{')) return filled
  if (thing === null) throw new Error(`tests/api/samples.ts does not know how to make one for ${template}`)
  return filled.replace(/\{[a-z_]*id\}/, String(await thing.make(w, owner)))
}

/** A path of the same shape at which there is nothing; null: the path has no parameter. */
export function pathToNothing(template: string): string | null {
  if (!template.includes('{')) return null
  return template.replaceAll(/\{[a-z_]*id\}/g, '9007199254740991').replaceAll(/\{[a-z_]+\}/g, 'no-such-key')
}

/** If-Match for a PATCH of what is at a path. */
export async function matchFor(w: World, r: Route, path: string): Promise<Record<string, string>> {
  if (r.method !== 'PATCH') return {}
  const version = (await (await w.as('admin')).get(path)).json<{ version: number }>().version
  return { 'If-Match': `"${version}"` }
}
