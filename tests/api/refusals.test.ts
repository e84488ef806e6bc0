// The refusals that every operation shares, generated from the program's route table and the contract: each
// documented one is provoked, so that nobody has to write them by hand, or can forget them.
import { describe, expect, test } from 'vitest'
import { theContract, type Operation, type Schema } from './contract'
import { demoRoles, theRoutes, useWorld, type Client, type Reply, type Route, type Send } from './harness'
import { bodyFor, matchFor, pathFor, pathToNothing, unrepeated, uploadFor } from './samples'

const MAX_BODY = 200_000
const world = useWorld(['--max-body', String(MAX_BODY), '--max-upload', String(MAX_BODY), '--test-clock', '--self-registration'])

const known = new Set(theContract().operations.map((o) => o.id))
const rows = theRoutes()
  .filter((r) => known.has(r.op))
  .map((r) => ({ r, op: theContract().operation(r.op) }))

const documents = (status: number, ...also: ((r: Route, op: Operation) => boolean)[]): { r: Route; name: string }[] =>
  rows.filter(({ r, op }) => op.statuses.includes(status) && also.every((f) => f(r, op))).map(({ r }) => ({ r, name: r.op }))

const hasBody = (r: Route): boolean => r.body !== null
const isPrivate = (r: Route): boolean => r.permission !== 'public'
const properties = (s: Schema | null): [string, Schema][] => Object.entries(s?.properties ?? {})

/** A request in which all is well, but for what is changed. */
async function send(r: Route, change: Send & { as?: Client; path?: string } = {}): Promise<Reply> {
  const admin = await world().as('admin')
  const { as, path, ...rest } = change
  const to = path ?? (await pathFor(world(), r.path))
  const good: Send = { headers: path === undefined ? await matchFor(world(), r, to) : r.method === 'PATCH' ? { 'If-Match': '"1"' } : {} }
  if (r.body !== null && !('raw' in change)) good.body = await bodyFor(world(), r)
  const upload = 'raw' in change ? null : uploadFor(r)
  if (upload !== null) Object.assign(good, { raw: upload.raw, headers: { ...good.headers, ...upload.headers } })
  return (as ?? admin).send(r.method, to, { ...good, ...rest, headers: { ...good.headers, ...rest.headers } })
}

async function withBody(r: Route, change: Record<string, unknown>): Promise<Reply> {
  return send(r, { body: { ...((await bodyFor(world(), r)) as object), ...change } })
}

describe('401 without a session', () => {
  test.each(documents(401, isPrivate))('$name', async ({ r }) => {
    const path = await pathFor(world(), r.path)
    expect((await send(r, { as: world().nobody, path })).problem).toMatchObject({ status: 401, code: 'session.required' })
    const stale = await world().nobody.send(r.method, path, { headers: { Cookie: `amends_session=${'x'.repeat(43)}` } })
    expect(stale.problem).toMatchObject({ status: 401, code: 'session.expired' })
  })
})

describe('403 without the permission', () => {
  test.each(documents(403, isPrivate, (r) => r.permission !== 'self'))('$name', async ({ r }) => {
    for (const who of demoRoles) {
      const c = await world().as(who)
      if ((await c.get('/session')).json<{ permissions: string[] }>().permissions.includes(r.permission)) continue
      expect((await send(r, { as: c })).problem).toMatchObject({ status: 403, code: 'permission.missing' })
      return
    }
    throw new Error(`every demo person has ${r.permission}: nobody can be refused`)
  })
})

describe('403 without X-Amends-CSRF', () => {
  const guarded = (r: Route): boolean => r.method !== 'GET' && !r.flags.includes('nocsrf')
  test.each(documents(403, isPrivate, guarded))('$name', async ({ r }) => {
    expect((await send(r, { csrf: false })).problem).toMatchObject({ status: 403, code: 'csrf.missing' })
  })
})

describe('404 where there is nothing', () => {
  test.each(documents(404, (r) => pathToNothing(r.path) !== null))('$name', async ({ r }) => {
    const path = pathToNothing(r.path) ?? ''
    expect((await send(r, { path })).status).toBe(404)
    expect((await send(r, { path, as: await world().as('supervisor') })).status).toSatisfy((s) => s === 404 || s === 403)
  })
})

describe('400 what is not JSON', () => {
  const broken = ['{"', '{"a":1,}', '{"a":1}{"b":2}', 'null', '[]', '"text"', '{"a":01}', '{"a":"\\ud800"}', '\xef\xbb\xbf{', `${'['.repeat(600)}`]
  test.each(documents(400, hasBody))('$name', async ({ r }) => {
    for (const raw of broken) expect([raw, (await send(r, { raw })).status]).toEqual([raw, 400])
    expect((await send(r, { raw: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) })).status).toBe(400)
  })
})

describe('400 without the body that it needs', () => {
  test.each(documents(400, hasBody, (r) => !r.flags.includes('optional')))('$name', async ({ r }) => {
    expect((await send(r, { raw: '' })).problem).toMatchObject({ status: 400, code: 'body.missing' })
  })
})

describe('400 a body where none is taken; 422 a parameter where there are none', () => {
  const bare = (r: Route): boolean => r.body === null && !r.flags.includes('raw') && !r.flags.includes('upload')
  test.each(documents(400, bare))('$name: a body', async ({ r }) => {
    const raw = { raw: '{}', headers: { 'Content-Type': 'application/json' } }
    expect((await send(r, raw)).problem).toMatchObject({ status: 400, code: 'body.unexpected' })
  })
  test.each(documents(422, bare, (r) => r.query === null))('$name: a parameter', async ({ r }) => {
    expect((await send(r, { query: { no_such_parameter: '1' } })).wrong).toContain('no_such_parameter')
  })
})

describe('413 too large', () => {
  const onlyFiles = (r: Route): boolean => r.flags.includes('upload') && !hasBody(r)
  test.each(documents(413, (r) => !onlyFiles(r)))('$name', async ({ r }) => {
    const raw = JSON.stringify({ filler: 'x'.repeat(MAX_BODY) })
    const r1 = await send(r, { raw })
    expect(r1.problem).toMatchObject({ status: 413, code: 'body.too_large' })
    // and when the length is not announced
    const headers = { 'Transfer-Encoding': 'chunked' }
    expect((await send(r, { raw, headers })).status).toBe(413)
  })
})

describe('415 another content type', () => {
  test.each(documents(415, hasBody))('$name', async ({ r }) => {
    const raw = JSON.stringify(await bodyFor(world(), r))
    const form = r.flags.includes('upload') ? [] : ['application/x-www-form-urlencoded']
    for (const type of ['text/plain', ...form, 'application/json; charset=latin1', 'text/json', ''])
      expect([type, (await send(r, { raw, headers: { 'Content-Type': type } })).status]).toEqual([type, 415])
  })
})

describe('422 what the field tables do not allow', () => {
  test.each(documents(422, hasBody))('$name: an unknown key', async ({ r }) => {
    expect((await withBody(r, { no_such_key: 1 })).wrong).toContain('no_such_key')
  })

  const required = documents(422, hasBody).flatMap(({ r }) => (r.body?.required ?? []).map((field) => ({ r, name: r.op, field })))
  test.each(required)('$name: without $field', async ({ r, field }) => {
    expect((await withBody(r, { [field]: undefined })).wrong).toContain(field)
    expect((await withBody(r, { [field]: null })).wrong).toContain(field)
  })

  const fields = documents(422, hasBody).flatMap(({ r }) => properties(r.body).map(([field, schema]) => ({ r, name: r.op, field, schema })))
  test.each(fields)('$name: $field of another type', async ({ r, field, schema }) => {
    for (const bad of badValues(schema)) {
      const reply = await withBody(r, { [field]: bad })
      expect([field, bad, reply.status]).toEqual([field, bad, 422])
      expect(reply.wrong.some((w) => w === field || w.startsWith(`${field}[`) || w.startsWith(`${field}.`))).toBe(true)
    }
  })

  test.each(documents(422, (r) => r.query !== null))('$name: its parameters', async ({ r }) => {
    expect((await send(r, { query: { no_such_parameter: '1' } })).wrong).toContain('no_such_parameter')
    for (const [field, schema] of properties(r.query))
      for (const bad of badTexts(schema)) expect([field, (await send(r, { query: { [field]: bad } })).wrong]).toEqual([field, [field]])
  })
})

describe('a PATCH names the version it was made from', () => {
  test.each(documents(428))('$name: 428 without', async ({ r }) => {
    const path = await pathFor(world(), r.path)
    const reply = await (await world().as('admin')).send(r.method, path, { body: await bodyFor(world(), r) })
    expect(reply.problem).toMatchObject({ status: 428, code: 'if_match.required' })
  })

  test.each(documents(412))('$name: 412 with another', async ({ r }) => {
    expect((await send(r, { headers: { 'If-Match': '"987654321"' } })).status).toBe(412)
  })
})

describe('409 an Idempotency-Key with another body', () => {
  test.each(documents(409, hasBody, (r) => r.method === 'POST' && !unrepeated.has(r.op)))('$name', async ({ r }) => {
    const headers = { 'Idempotency-Key': `refusal of ${r.op}` }
    const path = await pathFor(world(), r.path)
    expect((await send(r, { headers, path })).status).toBe(r.status)
    expect((await send(r, { headers, path })).problem).toMatchObject({ status: 409, code: 'idempotency.other_body' })
  })
})

/** Values that no field of this schema may take. */
function badValues(s: Schema): unknown[] {
  const type = Array.isArray(s.type) ? s.type[0] : s.type
  const bad: Record<string, unknown[]> = {
    string: [12, true, [], {}],
    integer: ['12', 1.5, true, [], {}, 2 ** 53],
    number: ['12', true, [], {}],
    boolean: ['true', 1, 0, [], {}],
    array: ['x', 1, {}],
    object: ['x', 1, []],
  }
  const all = [...(bad[type ?? ''] ?? [])]
  if (s.enum !== undefined) all.push('no-such-value', '')
  if (s.format === 'date-time') all.push('yesterday', '2026-13-01T00:00:00Z', '2026-11-21')
  if (type === 'string' && s.maxLength !== undefined) all.push('x'.repeat(s.maxLength + 1))
  if (s.minimum !== undefined && s.minimum > -(2 ** 53)) all.push(s.minimum - 1)
  if (s.maximum !== undefined && s.maximum < 2 ** 53 - 1) all.push(s.maximum + 1)
  return all
}

function badTexts(s: Schema): string[] {
  const all = s.type === 'integer' ? ['x', '1.5', '0x1', '99999999999999999999'] : []
  if (s.type === 'boolean') all.push('maybe')
  if (s.type === 'string' && s.maxLength !== undefined && s.maxLength < 3000) all.push('x'.repeat(s.maxLength + 1))
  if (s.minimum !== undefined && s.minimum > 0) all.push(String(s.minimum - 1))
  if (s.maximum !== undefined && s.maximum < 2 ** 53 - 1) all.push(String(s.maximum + 1))
  return all
}
