// What the generated tests need to know about each thing: how to make one, and a good body for each operation.
// A new module adds its lines here and is then part of the refusals and of the role matrix.
import type { Schema } from './contract'
import type { Client, Login, Route, Send, World } from './harness'
import { linkTokenFor } from './server'
import { multipart, png } from './upload'

export interface Thing {
  /** Makes one as somebody who may; owner: whose it is, where things have owners. Returns its id. */
  make: (w: World, owner: Login | null, template: string) => Promise<number>
  /** Owners worth trying in the matrix: own and foreign ones. Empty: things without owners. */
  owners: Login[]
  /** Whether a person who has the permission sees one of that owner (else 404). Left out: everybody does. */
  visible?: (who: Login, owner: Login, op: string) => boolean
  /** Whether somebody who sees it is nevertheless refused this operation (403). Left out: nobody is. */
  denied?: (who: Login, owner: Login, op: string) => boolean
}

let serial = 0
const unique = (): string => `${process.pid}-${++serial}`

async function made(c: Client, path: string, body: unknown): Promise<number> {
  const r = await c.post(path, body)
  if (r.status !== 201) throw new Error(`cannot make a sample at ${path}: ${r.status} ${r.text}`)
  return r.json<{ id: number }>().id
}

/** An upload that is accepted, no two alike. */
export function uploadFor(r: Route): Send | null {
  if (r.op === 'mail_import') {
    const raw = `From: sample@example.org\r\nSubject: sample ${unique()}\r\nMessage-ID: <${unique()}@example.org>\r\n\r\nHello.\r\n`
    return { raw, headers: { 'Content-Type': 'message/rfc822' } }
  }
  if (!r.flags.includes('upload') || r.body !== null) return null
  return multipart([{ field: 'file', name: `sample ${unique()}.png`, bytes: png(16, 9 + (serial % 50)) }])
}

const clerks: Login[] = ['admin', 'supervisor', 'agent', 'agent2', 'dispatcher']
const seesCustomer: Login[] = ['consultant', 'consultant2']

async function ownId(w: World, who: Login): Promise<number> {
  return (await (await w.as(who)).get('/session')).json<{ person: { id: number } }>().person.id
}

const samplesOf = new WeakMap<World, Map<Login, number>>()

const trackedOf = new WeakMap<World, Promise<{ token: string; file: number }>>()

/** One report with a picture is enough: its token, and the picture's id. */
function tracked(w: World): Promise<{ token: string; file: number }> {
  let t = trackedOf.get(w)
  if (t === undefined) {
    trackedOf.set(w, (t = (async () => {
      const sample = multipart([{ field: 'attachments', name: 'sample.png', bytes: png(16, 9) }], { name: 'Sample', subject: 'Sample', body: 'Sample' })
      const r = await w.nobody.send('POST', '/public/tickets', sample)
      if (r.status !== 201) throw new Error(`cannot report a sample: ${r.status} ${r.text}`)
      const token = r.json<{ tracking_token: string }>().tracking_token
      const seen = await w.nobody.get(`/public/tickets/${token}`)
      return { token, file: seen.json<{ comments: { attachments: { id: number }[] }[] }>().comments[0]?.attachments[0]?.id ?? 0 }
    })()))
  }
  return t
}

/** The demo's flower shop orders one box to be brought around the corner. */
export function deliveryBody(courierId: number | null = null): { store_id: number; tasks: Record<string, unknown>[] } {
  const at = (hour: number): string => new Date(Date.now() + hour * 3600_000).toISOString()
  // around now: of today wherever and whenever that is
  const task = { after: at(-1), before: at(2), courier_id: courierId }
  return {
    store_id: 1,
    tasks: [
      { ...task, type: 'pickup', address: { street: '83 quai de Valmy', postcode: '75010', lat: 48.8722, lng: 2.3646 } },
      { ...task, type: 'dropoff', address: { street: '9 rue Cadet', postcode: '75009', lat: 48.876, lng: 2.343 }, weight: 900, packages: [{ name: 'box', quantity: 1 }] },
    ],
  }
}

async function delivered(w: World, courier: Login | null): Promise<{ id: number; tasks: { id: number }[] }> {
  const body = deliveryBody(courier === null ? null : await ownId(w, courier))
  const r = await (await w.as('admin')).post('/deliveries', body)
  if (r.status !== 201) throw new Error(`cannot make a delivery: ${r.status} ${r.text}`)
  return r.json()
}

const productBody = (store_id: number | null): object => ({ sku: `S-${unique()}`, names: { en: 'Sample', fr: 'Modèle', es: 'Muestra' }, store_id })

/** By the first segment of the path. */
const things: Record<string, Thing> = {
  public: { make: async (w) => (await tracked(w)).file, owners: [] },
  mail: {
    make: async (w) => {
      const admin = await w.as('admin')
      await admin.send('POST', '/inbound/email', { raw: `no mail ${unique()}`, headers: { 'Content-Type': 'message/rfc822' } })
      return (await admin.get('/mail/quarantine')).json<{ items: { id: number }[] }>().items[0]?.id ?? 0
    },
    owners: [],
  },
  attachments: {
    make: async (w, owner) => {
      const who = owner ?? 'admin' // one of each is enough: nothing changes them
      const had = samplesOf.get(w) ?? new Map<Login, number>()
      samplesOf.set(w, had)
      if (!had.has(who)) {
        const sample = multipart([{ field: 'file', name: 'sample.png', bytes: png(16, 9) }])
        had.set(who, (await (await w.as(who)).send('POST', '/attachments', sample)).json<{ id: number }>().id)
      }
      return had.get(who) as number
    },
    owners: ['agent', 'customer'],
    visible: (who, owner) => who === owner, // until it is attached to something
  },
  products: {
    // owner null: the company's own; else of a store that this person acts for
    make: async (w, owner) => {
      const store = owner === null ? null : await (things['stores'] as Thing).make(w, owner, '')
      return made(await w.as('admin'), '/products', productBody(store))
    },
    owners: ['shop'],
    visible: (who, owner) => clerks.includes(who) || who === 'engineer' || who === owner,
  },
  stores: {
    make: async (w, owner) => {
      const members = owner === null ? [] : [await ownId(w, owner)]
      return made(await w.as('admin'), '/stores', { name: `Sample ${unique()}`, person_id: await ownId(w, 'shop'), members })
    },
    owners: ['shop'],
    visible: (who, owner) => who === owner || clerks.includes(who),
  },
  'rule-sets': {
    make: async (w) => made(await w.as('admin'), '/rule-sets', { name: `Sample ${unique()}`, strategy: 'find', rules: [] }),
    owners: [],
  },
  orders: {
    make: async (w) => (await delivered(w, null)).id,
    owners: ['shop'],
    visible: (who, owner) => who === owner || clerks.includes(who),
  },
  tasks: {
    make: async (w, owner, template) => {
      const task = (await delivered(w, owner === 'courier' ? 'courier' : null)).tasks[0]?.id ?? 0
      if (/(restore|settle)$/.test(template)) await (await w.as('admin')).post(`/tasks/${task}/fail`, {})
      return task
    },
    owners: ['courier', 'shop'],
    visible: (who, owner) => who === owner || who === 'shop' || clerks.includes(who),
  },
  proposals: {
    make: async (w, _owner, template) => {
      const task = (await delivered(w, 'courier')).tasks[1]?.id ?? 0
      const proposal = { tasks: [{ id: task, packages: [{ name: 'box', quantity: 2 }] }] }
      const r = await (await w.as('courier')).post(`/tasks/${task}/incidents`, { reason: 'late', proposal })
      const p = r.json<{ proposal: { id: number; order_version: number } }>().proposal
      if (template.endsWith('revert')) await (await w.as('admin')).post(`/proposals/${p.id}/approve`, { order_version: p.order_version })
      return p.id
    },
    owners: ['courier', 'shop'],
    visible: (who) => who === 'courier' || who === 'shop' || clerks.includes(who),
  },
  tags: {
    make: async (w) => made(await w.as('admin'), '/tags', { name: `sample ${unique()}` }),
    owners: [],
  },
  people: {
    make: async (w, owner) => (owner === null ? made(await w.as('admin'), '/people', { name: `Sample ${unique()}` }) : ownId(w, owner)),
    owners: ['customer', 'courier'],
    visible: (who, owner, op) =>
      who === owner ||
      clerks.includes(who) ||
      (op !== 'ledger_list' && (who === 'engineer' || (owner === 'customer' && seesCustomer.includes(who)))),
    denied: (who, owner, op) => ['person_update', 'person_history'].includes(op) && who !== owner && !clerks.includes(who),
  },
  accounts: {
    make: async (w) =>
      made(await w.as('admin'), '/accounts', { person: { name: 'Sample', email: `sample.${unique()}@example.org` }, roles: ['customer'] }),
    owners: [],
  },
  tokens: {
    make: async (w, owner) => made(await w.as(owner ?? 'admin'), '/tokens', { name: `sample ${unique()}`, scopes: ['tag.read'] }),
    owners: ['agent', 'supervisor'],
    visible: (who, owner) => who === owner,
  },
  sessions: {
    make: async (w, owner) => {
      const list = await (await w.login(owner ?? 'admin')).get('/sessions')
      return list.json<{ items: { id: number; current: boolean }[] }>().items.find((s) => s.current)?.id ?? 0
    },
    owners: ['customer', 'agent'],
    visible: (who, owner) => who === owner,
  },
}

/** By name, so that the object above stays readable: who may see a customer's ticket, and who may only read it. */
const deskOfAll: Login[] = ['admin', 'supervisor', 'agent', 'agent2']
things['tickets'] = {
  make: async (w, owner) => made(await w.as(owner ?? 'admin'), '/tickets', { subject: `Sample ${unique()}`, body: 'A sample' }),
  owners: ['customer', 'agent'],
  visible: (who, owner) => who === owner || deskOfAll.includes(who) || (owner === 'customer' && seesCustomer.includes(who)),
  denied: (who, _owner, op) =>
    ['ticket_update', 'ticket_category_preview', 'ticket_transition', 'ticket_assign', 'ticket_mentionable_list', 'ticket_watch_get', 'ticket_watch_put', 'ticket_presence_list', 'ticket_presence_say'].includes(op) &&
    !deskOfAll.includes(who),
}
things['callbacks'] = {
  make: async (w) => {
    const name = `Sample ${unique()}`
    const phone = `+3361${String(Date.now()).slice(-4)}${String(1000 + (serial % 9000))}`
    await w.nobody.post('/public/tickets', { name, phone, subject: name, body: 'A sample' })
    const rows = (await (await w.as('admin')).get('/callbacks', { state: 'open', limit: 200, sort: '-created_at' })).json<{ items: { id: number; person_name: string }[] }>().items
    return rows.find((r) => r.person_name === name)?.id ?? 0
  },
  owners: ['customer'],
  visible: (who) => deskOfAll.includes(who), // who sees its ticket
}
things['outbox'] = {
  make: async (w) => {
    const ticket = await made(await w.as('customer'), '/tickets', { subject: `Sample ${unique()}`, body: 'A sample' })
    return (await (await w.as('admin')).get('/outbox', { ticket })).json<{ items: { id: number }[] }>().items[0]?.id ?? 0
  },
  owners: [],
}
things['notices'] = {
  make: async (w, owner) => {
    const who = owner ?? 'admin'
    const ticket = await made(await w.as('customer'), '/tickets', { subject: `Sample ${unique()}`, body: 'A sample' })
    await (await w.as(who === 'admin' ? 'supervisor' : 'admin')).post(`/tickets/${ticket}/assign`, { assignee_id: await ownId(w, who) })
    return (await (await w.as(who)).get('/notices')).json<{ items: { id: number; ticket_id: number }[] }>().items.find((each) => each.ticket_id === ticket)?.id ?? 0
  },
  owners: ['agent', 'dispatcher'],
  visible: (who, owner) => who === owner,
}

/** Things that are named by a key, by the first segment of the path. */
const keyed: Record<string, (w: World) => Promise<string>> = {
  areas: async () => 'service',
  roles: async (w) => {
    const key = `sample-${unique()}`
    const labels = { en: 'Sample', fr: 'Exemple', es: 'Muestra' }
    await (await w.as('admin')).send('PUT', `/roles/${key}`, { body: { labels, permissions: [] } })
    return key
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
  person_update: () => ({ contact_hours: `after ${unique()}` }),
  account_create: () => ({ person: { name: 'Sample', email: `sample.${unique()}@example.org` }, roles: ['customer'] }),
  account_update: () => ({ email: `sample.${unique()}@example.org` }),
  token_create: () => ({ name: `sample ${unique()}`, scopes: ['tag.read'] }),
  session_password: () => ({ current: 'amends-demo', password: 'amends-demo' }),
  password_reset: () => ({ email: `nobody.${unique()}@example.org` }),
  registration: () => ({ name: `Newcomer ${unique()}`, email: `newcomer.${unique()}@example.org` }),
  // as the mail would hold it
  password_set: async (w) => {
    const email = `sample.${unique()}@example.org`
    await made(await w.as('admin'), '/accounts', { person: { name: 'Sample', email }, roles: ['customer'] })
    return { token: linkTokenFor(w.home, email), password: 'a sample of mine' }
  },
  store_create: async (w) => ({ name: `Sample ${unique()}`, person_id: await ownId(w, 'shop') }),
  store_update: () => ({ name: `Sample ${unique()}` }),
  rule_set_update: () => ({ name: `Sample ${unique()}` }),
  order_update: () => ({ reference: `R ${unique()}` }),
  task_update: () => ({ comments: `Sample ${unique()}` }),
  delivery_create: () => ({ ...deliveryBody(), reference: unique() }),
  incident_report: () => ({ reason: 'late', comment: `Sample ${unique()}` }),
  proposal_approve: () => ({ order_version: 1, reason: unique() }),
  pricing_quote: () => ({
    rule_set: { strategy: 'find', rules: [{ target: 'DELIVERY', condition: 'true', price: '599' }] },
    delivery: { distance: 1000 + serial++, tasks: [] },
  }),
  order_price_preview: () => ({ supplements: [{ rule: 'waiting', quantity: 1 + serial++ }] }),
  order_cancel: () => ({ reason: unique() }),
  order_adjust: () => ({ total: 500 + serial++, reason: unique(), order_version: 1 }),
  task_start: () => ({ comment: unique() }),
  task_complete: () => ({ comment: unique() }),
  task_fail: () => ({ comment: unique() }),
  task_cancel: () => ({ comment: unique() }),
  task_restore: () => ({ comment: unique() }),
  task_settle: () => ({ comment: unique() }),
  proposal_refuse: () => ({ reason: unique() }),
  proposal_revert: () => ({ reason: unique() }),
  callback_tried: () => ({ outcome: 'not_reached', note: unique() }),
  notify_setting_put: () => ({ email: true, app: true }),
  mail_preview: async (w) => ({
    kind: 'customer.updated', locale: 'fr',
    ticket_id: await made(await w.as('customer'), '/tickets', { subject: `Sample ${unique()}`, body: 'A sample' }),
  }),
  comment_preview: () => ({ body: `*${unique()}*` }),
  ticket_update: () => ({ subject: `Renamed ${unique()}` }),
  ticket_transition: () => ({ to: 'in_progress', comment: unique() }),
  notice_read_all: () => ({ up_to: ++serial }),
  ticket_assign: () => ({ queue: 'second_line', handover: unique() }),
  tag_update: () => ({ name: `renamed ${unique()}` }),
  product_update: () => ({ sku: `renamed ${unique()}` }),
  public_ticket_create: () => ({ name: 'Sample', email: `sample.${unique()}@example.org`, subject: `Sample ${unique()}`, body: 'A sample' }),
  // only forward
  test_clock_set: () => ({ now: new Date(Date.now() + 3600_000 + ++clock * 1000).toISOString() }),
  config_put: async (w) => {
    const list = (await (await w.as('admin')).get(`/config/${keys['list']}`)).json<{ items: unknown[] }>()
    return { items: list.items }
  },
}

/** Operations whose POST has no memory of Idempotency-Keys, each by its nature: every sign-in is a new one; after a change of password the same one
 * is wrong (account.test.ts has its key). */
export const unrepeated = new Set(['session_create', 'test_clock_set', 'session_password'])

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
  const key = template.includes('{key}') ? await keyed[template.split('/')[1] ?? '']?.(w) : undefined
  if (template.includes('{tracking_token}')) template = template.replace('{tracking_token}', (await tracked(w)).token)
  const filled = template.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => keys[name] ?? (name === 'key' ? key : undefined) ?? whole)
  if (!filled.includes('{')) return filled
  if (thing === null) throw new Error(`tests/api/samples.ts does not know how to make one for ${template}`)
  return filled.replace(/\{[a-z_]*id\}/, String(await thing.make(w, owner, template)))
}

/** A path of the same shape at which there is nothing; null: the path has no parameter. */
export function pathToNothing(template: string): string | null {
  if (!template.includes('{')) return null
  return template.replaceAll(/\{[a-z_]*id\}/g, '9007199254740991').replaceAll(/\{[a-z_]+\}/g, 'no-such-key')
}

/** If-Match for a PATCH (and for a role) of what is at a path. */
export async function matchFor(w: World, r: Route, path: string): Promise<Record<string, string>> {
  if (r.method !== 'PATCH' && r.op !== 'role_put') return {}
  const version = (await (await w.as('admin')).get(path)).json<{ version: number }>().version
  return { 'If-Match': `"${version}"` }
}
