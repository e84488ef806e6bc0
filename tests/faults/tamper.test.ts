// "History cannot be rewritten unseen": one value of one row of the log's tables is changed by hand in the
// database, by the database's own command; `amends verify` must fail and name it.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database, dropHome, loadDemo, newHome, onPostgres, reap, Server, sleep, verify, type Home } from '../api/server'
import { Caller } from './kit'

let home: Home
const tally = { cases: 0, named: 0 }

/** Rows of a query, columns by "|"; the texts here hold none. */
function sql(text: string): string[][] {
  const out = onPostgres
    ? execFileSync('psql', ['-X', '-q', '-A', '-t', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-d', home.url ?? '', '-c', text], { encoding: 'utf8' })
    : execFileSync('sqlite3', ['-batch', '-noheader', '-separator', '|', path.join(home.data, 'amends.db'), text], { encoding: 'utf8' })
  return out.split('\n').filter((l) => l !== '').map((l) => l.split('|'))
}

type Kind = 'int' | 'text' | 'blob'
const columns: Record<string, Record<string, Kind>> = {
  event: {
    id: 'int', feed_seq: 'int', topic: 'text', object_id: 'int', seq: 'int', version: 'int', type: 'text', at: 'int',
    actor_id: 'int', data: 'text', personal: 'text', salt: 'blob', erased_digest: 'blob', hash: 'blob',
  }, // prettier-ignore
  event_head: { topic: 'text', object_id: 'int', chain_seq: 'int', chain_hash: 'blob' },
  event_block: { number: 'int', first_seq: 'int', last_seq: 'int', sealed_at: 'int', hash: 'blob' },
  ledger_transaction: {
    id: 'int', kind: 'text', unit: 'text', decision: 'text', ticket_id: 'int', order_id: 'int', reverses_id: 'int', actor_id: 'int',
    reason: 'text', posted_at: 'int',
  }, // prettier-ignore
  ledger_leg: { id: 'int', transaction_id: 'int', account_id: 'int', amount: 'int', balance_after: 'int' },
  ledger_account: {
    id: 'int', person_id: 'int', account_key: 'text', unit: 'text', balance: 'int', leg_count: 'int', chain_seq: 'int', chain_hash: 'blob',
  }, // prettier-ignore
  // what events record of it; the rest is derived
  person: {
    id: 'int', version: 'int', kind: 'text', name: 'text', email: 'text', phone: 'text', locale: 'text', time_zone: 'text', preferred_channel: 'text',
    contact_hours: 'text', person_rank: 'text', status: 'text', sponsor_id: 'int', street: 'text', postcode: 'text', city: 'text', country: 'text',
    territory: 'text', ship_street: 'text', ship_postcode: 'text', chain_seq: 'int', chain_hash: 'blob',
  }, // prettier-ignore
  // all but the times of its making and last change, which the events themselves hold
  order_head: {
    id: 'int', version: 'int', kind: 'text', status: 'text', hold_reasons: 'text', conclusion: 'text', store_id: 'int', person_id: 'int',
    payer_id: 'int', currency: 'text', total: 'int', previous_total: 'int', tax: 'int', tax_ppm: 'int', price_version: 'int',
    rule_version_id: 'int', reference: 'text', comments: 'text', placed_at: 'int', cancelled_at: 'int', chain_seq: 'int', chain_hash: 'blob',
  }, // prettier-ignore
  order_line: { order_id: 'int', kind: 'text', rule: 'text', target: 'text', task_id: 'int', quantity: 'int', amount: 'int', tax: 'int' },
  delivery_task: {
    id: 'int', order_id: 'int', type: 'text', status: 'text', courier_id: 'int', weight: 'int', attempt: 'int', settled: 'int',
    contact_name: 'text', street: 'text', postcode: 'text', comments: 'text', reason: 'text', started_at: 'int', ended_at: 'int',
  }, // prettier-ignore
  // what events record of it, and the nearest of its due times; the rest is derived or a clock's
  ticket: {
    id: 'int', subject: 'text', status: 'text', category: 'text', kind: 'text', channel: 'text', area: 'text', queue: 'text', important: 'int',
    urgent: 'int', assignee_id: 'int', requester_id: 'int', affected_id: 'int', order_id: 'int', task_id: 'int', store_id: 'int', locale: 'text', impact: 'text',
    resolution: 'text', resolution_text: 'text', reopened_count: 'int', sla: 'text', first_response_due_at: 'int', resolution_due_at: 'int', next_due_at: 'int', chain_seq: 'int', chain_hash: 'blob',
  }, // prettier-ignore
}

function shown(column: string, kind: Kind): string {
  if (kind === 'int') return `COALESCE(CAST(${column} AS TEXT), 'NULL')`
  const bytes = onPostgres && kind === 'text' ? `convert_to(${column}, 'UTF8')` : column
  // sqlite3's hex(NULL) is an empty text
  return `CASE WHEN ${column} IS NULL THEN 'NULL' ELSE ${onPostgres ? `encode(${bytes}, 'hex')` : `hex(${column})`} END`
}

function literal(value: string, kind: Kind): string {
  if (value === 'NULL' || kind === 'int') return value
  if (onPostgres) return kind === 'text' ? `convert_from('\\x${value}', 'UTF8')` : `'\\x${value}'::bytea`
  return kind === 'text' ? `CAST(X'${value}' AS TEXT)` : `X'${value}'`
}

/** The value with one byte changed; one that was NULL gets one. */
function changed(value: string, kind: Kind): string {
  if (value === 'NULL') return { int: '4', text: '7b7d', blob: '00' }[kind]
  if (kind === 'int') return String(Number(value) + 65536)
  if (value === '') return '41'
  const bytes = Buffer.from(value, 'hex')
  // of a text the last letter, so that it stays a text
  const at = kind === 'blob' ? Math.floor(bytes.length / 2) : bytes.findLastIndex((b) => (b >= 0x61 && b <= 0x79) || (b >= 0x41 && b <= 0x59) || (b >= 0x30 && b <= 0x38))
  bytes[at] = (bytes[at] ?? 0) + 1
  return bytes.toString('hex')
}

/** Changes one value, asks verify, and puts it back. Where is the row: by its columns as they were. */
function tamper(table: string, column: string, where: Record<string, string>): { code: number | null; out: string } {
  const kind = columns[table]?.[column] ?? 'int'
  const condition = (w: Record<string, string>): string => Object.entries(w).map(([k, v]) => `${k} = ${literal(v, columns[table]?.[k] ?? 'int')}`).join(' AND ')
  const old = sql(`SELECT ${shown(column, kind)} FROM ${table} WHERE ${condition(where)}`)[0]?.[0] ?? ''
  const bad = changed(old, kind)
  expect(bad).not.toBe(old)
  const now = column in where ? { ...where, [column]: bad } : where
  const constraint = onPostgres ? 'SET session_replication_role = replica;' : 'PRAGMA foreign_keys=OFF;'
  sql(`${constraint} UPDATE ${table} SET ${column} = ${literal(bad, kind)} WHERE ${condition(where)}`)
  try {
    expect(sql(`SELECT ${shown(column, kind)} FROM ${table} WHERE ${condition(now)}`)[0]?.[0]?.toLowerCase()).toBe(bad.toLowerCase())
    const v = verify(home)
    return { code: v.code, out: v.out + v.err }
  } finally {
    sql(`${constraint} UPDATE ${table} SET ${column} = ${literal(old, kind)} WHERE ${condition(now)}`)
  }
}

beforeAll(async () => {
  home = newHome()
  loadDemo(home)
  const server = await Server.start(home)
  const c = new Caller(server)
  await c.signIn()
  for (let i = 0; i < 6; i++) {
    const t = JSON.parse((await c.call('POST', '/tags', { name: `tamper ${i}` })).text) as { id: number }
    await c.call('PATCH', `/tags/${t.id}`, { name: `tampered ${i}` }, { 'If-Match': '"1"' })
    if (i % 2 === 0) await c.call('DELETE', `/tags/${t.id}`)
    await sleep(i % 3 === 0 ? 1200 : 0) // several blocks
  }
  await sleep(1500)
  await server.stop()
  const v = verify(home)
  expect(v.code, v.out + v.err).toBe(0)
})

afterAll(() => {
  reap()
  expect(verify(home).out).toContain('verify: ok') // every change was put back
  dropHome(home)
  console.log(`tamper (${database}): ${tally.cases} values changed by hand, each found by verify, ${tally.named} by the event's own number`)
})

/** First, last and some between, with and without a personal text. */
function someEvents(): string[][] {
  const all = sql('SELECT id, topic, object_id, seq, feed_seq FROM event ORDER BY feed_seq')
  const personal = sql('SELECT id, topic, object_id, seq, feed_seq FROM event WHERE personal IS NOT NULL ORDER BY feed_seq')
  const places = onPostgres && process.env['AMENDS_FAULTS'] !== 'thorough' ? [0.6] : [0, 0.5, 0.8, 1] // each case is a process
  const some = places.map((p) => all[Math.round(p * (all.length - 1))] ?? [])
  return [...some, ...personal.slice(-1)]
}

describe('a changed event', () => {
  // what only the sealed block covers is named by the block's range: the stream knows nothing of feed and id
  const byBlock = new Set(['id', 'feed_seq'])
  test.each(Object.keys(columns['event'] ?? {}))('in its %s', (column) => {
    for (const [id = '', topic = '', object = '', seq = '', feed = ''] of someEvents()) {
      const r = tamper('event', column, { id })
      tally.cases++
      expect(r.code, `event ${id} ${column}: ${r.out}`).toBe(1)
      const fault = r.out.split('\n').find((l) => l.startsWith('FAULT ')) ?? ''
      if (byBlock.has(column)) {
        const range = /block \d+ \(feed (\d+) to (\d+)\)/.exec(fault)
        expect(range, fault).not.toBeNull()
        expect(Number(range?.[1])).toBeLessThanOrEqual(Number(feed))
        expect(Number(range?.[2])).toBeGreaterThanOrEqual(Number(feed))
        continue
      }
      tally.named++
      // a row that left its stream is missed there, or found where it does not belong
      const moved = ['topic', 'object_id', 'seq'].includes(column)
      if (moved) expect(fault).toMatch(/^FAULT verify\.(gap|head|hash): /)
      else expect(fault).toContain(`event ${id} (${topic} ${object}, number ${seq} in its stream)`)
    }
  })
})

describe('a changed head', () => {
  test.each(Object.keys(columns['event_head'] ?? {}))('in its %s', (column) => {
    const rows = sql('SELECT topic, object_id FROM event_head ORDER BY topic, object_id')
    for (const [topic = '', object = ''] of [rows[0] ?? [], rows.at(-1) ?? []]) {
      const r = tamper('event_head', column, { topic: Buffer.from(topic).toString('hex'), object_id: object })
      tally.cases++
      expect(r.code, `head of ${topic} ${object}, ${column}: ${r.out}`).toBe(1)
      expect(r.out).toContain('FAULT verify.head')
    }
  })
})

describe('a changed block', () => {
  test.each(Object.keys(columns['event_block'] ?? {}))('in its %s', (column) => {
    const rows = sql('SELECT number FROM event_block ORDER BY number')
    for (const [number = ''] of [rows[0] ?? [], rows.at(-1) ?? []]) {
      const r = tamper('event_block', column, { number })
      tally.cases++
      expect(r.code, `block ${number}, ${column}: ${r.out}`).toBe(1)
      expect(r.out).toContain('FAULT verify.block')
    }
  })
})

describe.each(['ledger_transaction', 'ledger_leg', 'ledger_account'])('a changed row of %s', (table) => {
  test.each(Object.keys(columns[table] ?? {}))('in its %s', (column) => {
    for (const id of ledgerRows(table, column)) {
      const r = tamper(table, column, { id })
      tally.cases++
      expect(r.code, `${table} ${id} ${column}: ${r.out}`).toBe(1)
      expect(r.out).toMatch(/FAULT (verify\.(ledger|order|head)|db\.|field\.)/)
    }
  })
})

/** Of a person's side and of the house's, which has no balance, no chain, and legs whose ids are only their order. */
function ledgerRows(table: string, column: string): string[] {
  const one = (where: string): string => sql(`SELECT MIN(id) FROM ${table} WHERE ${where}`)[0]?.[0] ?? ''
  if (table === 'ledger_transaction') return [one('1 = 1'), sql('SELECT MAX(id) FROM ledger_transaction')[0]?.[0] ?? '']
  const mine = table === 'ledger_leg' ? 'balance_after' : 'balance'
  const both = table === 'ledger_leg' ? column !== 'id' : ['id', 'unit', 'account_key', 'person_id'].includes(column)
  return [one(`${mine} IS NOT NULL`), ...(both ? [one(`${mine} IS NULL`)] : [])]
}

describe('a changed person', () => {
  test.each(Object.keys(columns['person'] ?? {}))('in the %s', (column) => {
    const [id = ''] = sql('SELECT id FROM person WHERE sponsor_id IS NOT NULL AND email IS NOT NULL ORDER BY id')[3] ?? []
    const r = tamper('person', column, { id })
    tally.cases++
    expect(r.code, `person ${id} ${column}: ${r.out}`).toBe(1)
    if (column === 'id') expect(r.out).toContain('FAULT verify.')
    else expect(r.out).toContain(`FAULT verify.person: person ${id}: `)
  })
})

describe('a changed ticket', () => {
  test.each(Object.keys(columns['ticket'] ?? {}))('in its %s', (column) => {
    const [id = '', number = ''] = sql('SELECT id, number FROM ticket ORDER BY id')[3] ?? []
    const r = tamper('ticket', column, { id })
    tally.cases++
    expect(r.code, `ticket ${id} ${column}: ${r.out}`).toBe(1)
    if (column === 'id') expect(r.out).toContain('FAULT verify.')
    else expect(r.out).toContain(`ticket ${number} (${id})`)
  })
})

test('a note that others may read now', () => {
  const [id = '', ticket = ''] = sql("SELECT id, ticket_id FROM ticket_comment WHERE audience = 'internal' ORDER BY id")[0] ?? []
  sql(`UPDATE ticket_comment SET audience = 'customer' WHERE id = ${id}`)
  try {
    const v = verify(home)
    tally.cases++
    expect(v.code, v.out).toBe(1)
    expect(v.out).toMatch(new RegExp(`FAULT verify\\.comment: ticket \\S+ \\(${ticket}\\): comment ${id} `))
  } finally {
    sql(`UPDATE ticket_comment SET audience = 'internal' WHERE id = ${id}`)
  }
})

describe.each(['order_head', 'order_line', 'delivery_task'])('a changed row of %s', (table) => {
  test.each(Object.keys(columns[table] ?? {}))('in its %s', (column) => {
    const [id = '', order = ''] = sql(table === 'order_head' ? 'SELECT id, id FROM order_head ORDER BY id' : `SELECT id, order_id FROM ${table} ORDER BY id`)[2] ?? []
    const r = tamper(table, column, { id })
    tally.cases++
    expect(r.code, `${table} ${id} ${column}: ${r.out}`).toBe(1)
    if (column === 'id' || column === 'order_id') expect(r.out).toContain('FAULT ')
    else expect(r.out).toContain(`order ${order}`)
  })
})

describe('a removed row', () => {
  const without = (table: string, condition: string): string => {
    const constraint = onPostgres ? 'SET session_replication_role = replica;' : 'PRAGMA foreign_keys=OFF;'
    sql(`CREATE TABLE kept AS SELECT * FROM ${table} WHERE ${condition}`)
    try {
      sql(`${constraint} DELETE FROM ${table} WHERE ${condition}`)
      const v = verify(home)
      tally.cases++
      expect(v.code, `${table} without ${condition}`).toBe(1)
      return v.out
    } finally {
      sql(`${constraint} INSERT INTO ${table} ${onPostgres ? 'OVERRIDING SYSTEM VALUE ' : ''}SELECT * FROM kept`)
      sql('DROP TABLE kept')
    }
  }
  test('an event, wherever it stood', () => {
    for (const [id = ''] of someEvents()) expect(without('event', `id = ${id}`)).toContain('FAULT verify.')
  })
  test.each(['person', 'ticket', 'order_head'])('one of %s, whose events are there', (table) => {
    for (const edge of ['MIN', 'MAX']) {
      const [id = ''] = sql(`SELECT ${edge}(id) FROM ${table}`)[0] ?? []
      expect(without(table, `id = ${id}`)).toMatch(/FAULT verify\.|FAULT db\./)
    }
  })
  test('a head of a stream that goes on', () => {
    const [topic = '', object = ''] = sql('SELECT topic, object_id FROM event_head ORDER BY topic, object_id')[0] ?? []
    expect(without('event_head', `topic = '${topic}' AND object_id = ${object}`)).toContain('FAULT verify.head')
  })
  test('a block that is not the last', () => {
    expect(without('event_block', 'number = 1')).toContain('FAULT verify.block')
  })
})
