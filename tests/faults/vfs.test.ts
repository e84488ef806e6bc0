// "Torn writes and full disks": each call between SQLite and the file system fails once, in turn: while serving,
// while checkpointing, while starting. Then: old or new state, a clear 503, and the next request works.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dropHome, loadDemo, newHome, onPostgres, reap, Server, sleep, StartFailed, verify, type Home } from '../api/server'
import { multipart, png } from '../api/upload'
import { ask, type Answer } from '../api/wire'
import { calls, Caller, faults, shim, Wheel, type Call, type Fault, type File } from './kit'

interface Tag {
  id: number
  name: string
  version: number
}
interface Ticket {
  id: number
  subject: string
  status: string
}
interface Bench {
  home: Home
  wheel: Wheel
  server: Server
  c: Caller
}

const shimmed = (wheel: Wheel): Record<string, string> => ({ LD_PRELOAD: shim('vfs'), AMENDS_FAULT_CTL: wheel.path })
const thorough = process.env['AMENDS_FAULTS'] === 'thorough' // the campaign: minutes instead of seconds
let serial = 0
const tally = { injected: 0, refused: 0, unharmed: 0, old: 0, done: 0 }

async function makeBench(): Promise<Bench> {
  const home = newHome()
  loadDemo(home)
  const wheel = new Wheel(path.join(home.data, 'wheel'))
  const server = await Server.start(home, [], shimmed(wheel))
  const c = new Caller(server)
  await c.signIn()
  return { home, wheel, server, c }
}

/** It must have stayed up; what is on disk must hold. */
async function endBench(b: Bench): Promise<void> {
  expect(b.server.alive, b.server.log.slice(-1500)).toBe(true)
  expect((await b.server.stop()).code).toBe(0)
  expect(verify(b.home).out).toContain('verify: ok')
  const s = await Server.start(b.home)
  b.c.server = s
  expect((await b.c.call('POST', '/tags', { name: `after it ${++serial}` })).status).toBe(201)
  expect((await s.stop()).code).toBe(0)
  expect(verify(b.home).out).toContain('verify: ok')
  b.wheel.close()
  dropHome(b.home)
}

afterAll(reap)

/** A refusal is a 503 that says so; nothing else is one. */
function refused(r: Answer, good: number): boolean {
  if (r.status === good) return false
  expect(r.status, r.text).toBe(503)
  const p = JSON.parse(r.text) as { code: string; detail: string }
  expect(p.code).toMatch(/^(storage|overload)\./)
  expect(p.detail.length).toBeGreaterThan(20)
  expect(Number(r.headers['retry-after'])).toBeGreaterThan(0)
  expect(r.headers['content-type']).toBe('application/problem+json')
  return true
}

async function named(c: Caller, name: string): Promise<Tag[]> {
  const r = await c.call('GET', `/tags?q=${encodeURIComponent(name)}`)
  expect(r.status, `the next read after a fault: ${r.text}`).toBe(200)
  return (JSON.parse(r.text) as { items: Tag[] }).items.filter((t) => t.name === name)
}

/** Makes and renames a tag while a fault is armed; arm() is called before, over() after each step. */
async function script(b: Bench, over: () => void): Promise<void> {
  const { c } = b
  const [name, other, key] = [`vfs ${++serial}`, `vfs renamed ${serial}`, { 'Idempotency-Key': `vfs-${serial}` }]
  const made = await c.call('POST', '/tags', { name }, key)
  const renamed = made.status === 201 ? await rename(c, JSON.parse(made.text) as Tag, other) : null
  over()
  if (refused(made, 201)) {
    tally.refused++
    const there = await named(c, name)
    expect(there.length, 'half there, or twice').toBeLessThanOrEqual(1)
    there.length === 0 ? tally.old++ : tally.done++
    const again = await c.call('POST', '/tags', { name }, key)
    expect(again.status, `the next write after a fault: ${again.text}`).toBe(201)
    expect(await named(c, name)).toHaveLength(1)
    return
  }
  const tag = JSON.parse(made.text) as Tag
  if (renamed !== null && refused(renamed, 200)) {
    tally.refused++
    const now = JSON.parse((await c.call('GET', `/tags/${tag.id}`)).text) as Tag
    expect([`${name} 1`, `${other} 2`]).toContain(`${now.name} ${now.version}`)
    now.version === 1 ? tally.old++ : tally.done++
    const again = await rename(c, now, `${other} again`)
    expect(again.status, `the next write after a fault: ${again.text}`).toBe(200)
    return
  }
  tally.unharmed++
  expect(await named(c, other)).toMatchObject([{ id: tag.id, version: 2 }])
}

/** One of the steps that make a ticket: what to send, what a good answer is, and whether its trace is there (null: it leaves none). */
interface Step {
  send: () => Promise<Answer>
  good: number
  there: () => Promise<boolean | null>
}

/** A file, a ticket with it, an answer and a transition while a fault is armed; whatever was refused is sent again with its key, and all is there once. */
async function ticketScript(b: Bench, over: () => void): Promise<void> {
  const { c } = b
  const subject = `vfs ticket ${++serial}`
  const key = (step: string): Record<string, string> => ({ 'Idempotency-Key': `${subject} ${step}` })
  const bytes = png(16, 9)
  const form = multipart([{ field: 'file', name: 'photo.png', bytes }])
  const [made, found] = [{ file: 0, ticket: 0 }, async (): Promise<Ticket[]> => (await list<Ticket>(c, '/tickets?limit=10')).filter((t) => t.subject === subject)]
  const steps: Step[] = [
    { send: () => c.upload('/attachments', form, key('file')), good: 201, there: () => Promise.resolve(null) },
    { send: () => c.call('POST', '/tickets', { subject, body: 'With a photo', attachments: [made.file] }, key('ticket')), good: 201, there: async () => (await found()).length > 0 },
    { send: () => c.call('POST', `/tickets/${made.ticket}/comments`, { body: 'Seen', public: true }, key('comment')), good: 201, there: async () => (await list(c, `/tickets/${made.ticket}/comments`)).length > 1 },
    { send: () => c.call('POST', `/tickets/${made.ticket}/transitions`, { to: 'in_progress' }, key('transition')), good: 200, there: async () => (await found())[0]?.status === 'in_progress' },
  ]
  const keep = (k: number, a: Answer): void => void (k < 2 && (made[k === 0 ? 'file' : 'ticket'] = (JSON.parse(a.text) as { id: number }).id))
  let k = 0
  let last: Answer | null = null
  for (; k < steps.length; k++) {
    last = (await steps[k]?.send()) ?? null
    if (last?.status !== steps[k]?.good) break
    if (last !== null) keep(k, last)
  }
  over()
  if (k === steps.length) tally.unharmed++
  else {
    expect(last !== null && refused(last, steps[k]?.good ?? 0)).toBe(true)
    tally.refused++
    ;(await steps[k]?.there()) === true ? tally.done++ : tally.old++
  }
  for (; k < steps.length; k++) {
    const again = await (steps[k] as Step).send()
    expect(again.status, `the next write after a fault: ${again.text}`).toBe(steps[k]?.good)
    keep(k, again)
  }
  expect(await found(), 'half there, or twice').toMatchObject([{ id: made.ticket, status: 'in_progress' }])
  const said = await list<{ attachments: { id: number }[] }>(c, `/tickets/${made.ticket}/comments`)
  expect(said.map((m) => m.attachments.map((a) => a.id))).toEqual([[made.file], []])
  expect((await c.call('GET', `/attachments/${made.file}`)).bytes?.equals(bytes)).toBe(true)
}

async function list<T>(c: Caller, path: string): Promise<T[]> {
  const r = await c.call('GET', path)
  expect(r.status, `the next read after a fault: ${r.text}`).toBe(200)
  return (JSON.parse(r.text) as { items: T[] }).items
}

function rename(c: Caller, t: Tag, name: string): Promise<Answer> {
  return c.call('PATCH', `/tags/${t.id}`, { name }, { 'If-Match': `"${t.version}"` })
}

/** Fails call 1, 2, 3 ... (or those of a sample) of a script until there is none of that number any more; how many failed. */
async function everyCall(b: Bench, [call, fault]: [Call, Fault], play = script, sample: number[] | null = null): Promise<number> {
  let failed = 0
  for (let i = 0, misses = 0; misses < 2 && i < (sample?.length ?? 400); i++) {
    const [first, file] = [sample?.[i] ?? i + 1, 'any' as File]
    b.wheel.arm(call, file, fault, first)
    let result = { counted: 0, failed: 0 }
    try {
      await play(b, () => (result = b.wheel.disarm()))
    } catch (e) {
      await sleep(50) // the log's last lines
      throw new Error(`${call} ${fault} ${file}, call ${first}: ${String(e)}\n${b.server.log.slice(-1500)}`, { cause: e })
    }
    expect(b.server.alive, b.server.log.slice(-1500)).toBe(true)
    failed += result.failed
    misses = result.failed === 0 ? misses + 1 : 0 // the sealer writes in between: once may be chance
  }
  tally.injected += failed
  return failed
}

const kinds: [Call, Fault][] = [
  ['write', 'EIO'], ['write', 'ENOSPC'], ['write', 'short'], ['sync', 'EIO'], ['sync', 'ENOSPC'],
  ['truncate', 'EIO'], ['truncate', 'ENOSPC'], ['open', 'EIO'], ['open', 'ENOSPC'], ['read', 'EIO'], ['map', 'EIO'],
] // prettier-ignore

describe.skipIf(onPostgres)('SQLite under faults', () => {
  test('every call of a script of requests, while serving', async () => {
    const b = await makeBench()
    const counts: string[] = []
    for (const [call, fault] of kinds) counts.push(`${call} ${fault} ${await everyCall(b, [call, fault])}`)
    console.log(`vfs serving: faults injected: ${counts.join(', ')}`)
    expect(tally.injected).toBeGreaterThan(50)
    await endBench(b)
  })

  test('calls of a ticket: its file, the ticket, an answer, a transition (a sample; AMENDS_FAULTS=thorough: every one)', async () => {
    const b = await makeBench()
    const counts: string[] = []
    const before = { ...tally }
    const sample = thorough ? null : [1, 2, 4, 9, 19, 40, 80]
    for (const kind of kinds) counts.push(`${kind.join(' ')} ${await everyCall(b, kind, ticketScript, sample)}`)
    console.log(`vfs ticket: faults injected: ${counts.join(', ')}; ${tally.refused - before.refused} requests refused, ${tally.old - before.old} old state, ${tally.done - before.done} new`)
    expect(tally.injected - before.injected).toBeGreaterThan(30)
    expect(tally.refused).toBeGreaterThan(before.refused)
    await endBench(b)
  })

  test('calls of a checkpoint', async () => {
    const counts: string[] = []
    for (const [call, fault] of kinds.filter(([k]) => k === 'write' || k === 'sync')) {
      const b = await makeBench()
      let failed = 0
      // a checkpoint comes every 1,000 pages: the n-th write to the database file itself is one of its
      for (const first of call === 'sync' ? [1] : thorough ? [1, 2, 3, 5, 8, 13, 21, 34, 55] : [1, 7]) {
        b.wheel.arm(call, 'database', fault, first)
        for (let i = 0; i < 400 && b.wheel.failed === 0; i++)
          for (const r of await Promise.all(Array.from({ length: 8 }, () => b.c.call('POST', '/tags', { name: `fill ${++serial}` }))))
            refused(r, 201)
        failed += b.wheel.disarm().failed
        await script(b, () => undefined)
      }
      counts.push(`${call} ${fault} ${failed}`)
      tally.injected += failed
      expect(failed).toBeGreaterThan(0)
      await endBench(b)
    }
    console.log(`vfs checkpoint: faults injected: ${counts.join(', ')}`)
  })

  test('a disk that stays full: writes are refused, reads go on, and all is well when there is room', async () => {
    const b = await makeBench()
    b.wheel.arm('write', 'any', 'ENOSPC', 1, 1_000_000)
    for (let i = 0; i < 10; i++) {
      expect(refused(await b.c.call('POST', '/tags', { name: `full ${i}` }), 201)).toBe(true)
      expect((await b.c.call('GET', '/tags')).status).toBe(200)
    }
    // a customer without JavaScript: the form again, with what was typed, and not a word of JSON
    const sent = new URLSearchParams({ name: 'Ana', contact: 'ana@example.org', body: 'The box came broken.', lang: 'en', once: 'full' })
    const form = (): Promise<Answer> =>
      ask(b.server.port, {
        method: 'POST',
        path: '/form',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
        body: sent.toString(),
      })
    const later = await form()
    expect([later.status, later.headers['content-type'], Number(later.headers['retry-after']) > 0]).toEqual([503, 'text/html; charset=utf-8', true])
    expect(later.text).toContain('The box came broken.')
    expect(later.text).toContain('We cannot take this right now.')
    await sleep(1200) // sealer and jobs have met it too
    b.wheel.disarm()
    expect((await b.c.call('POST', '/tags', { name: 'room again' })).status).toBe(201)
    expect(await b.c.all<Tag>('/tags?q=full')).toEqual([])
    expect((await form()).status).toBe(303)
    await endBench(b)
  })

  test('sixteen at once in one group commit: each is told, none is half there', async () => {
    const b = await makeBench()
    for (const [call, fault] of [['sync', 'EIO'], ['write', 'ENOSPC'], ['write', 'short']] as [Call, Fault][])
      for (let first = 1; first <= 24; first += call === 'sync' ? 1 : 3) {
        const name = `group ${++serial}`
        b.wheel.arm(call, 'any', fault, first, 2)
        const all = await Promise.all(Array.from({ length: 16 }, (_, i) => b.c.call('POST', '/tags', { name: `${name} ${i}.` })))
        tally.injected += b.wheel.disarm().failed
        const rows = await b.c.all<Tag>(`/tags?q=${encodeURIComponent(`${name} `)}`)
        all.forEach((r, i) => {
          const there = rows.filter((t) => t.name === `${name} ${i}.`).length
          if (refused(r, 201)) expect(there).toBeLessThanOrEqual(1)
          else expect(there).toBe(1)
        })
      }
    await endBench(b)
  })

  test('calls of a start: it starts or says why not; the next start is whole', async () => {
    const counts: string[] = []
    const quick = kinds.filter(([call, fault]) => fault === 'short' || (call !== 'write' && fault === 'EIO'))
    for (const [call, fault] of thorough ? kinds : quick)
      for (const [file, fresh] of [['any', false], ['any', true], ['secret', true]] as [File, boolean][]) {
        const limit = fresh && file === 'any' ? 400 : 60
        const failed = await everyStart(call, fault, file, fresh, limit)
        if (failed > 0) counts.push(`${fresh ? 'first' : 'next'} ${file === 'secret' ? 'secret ' : ''}${call} ${fault} ${failed}`)
        tally.injected += failed
      }
    console.log(`vfs start: faults injected: ${counts.join(', ')}`)
  }, thorough ? 0 : 600_000)

  test('the sum', () => {
    console.log(
      `vfs: ${tally.injected} faults injected; of the requests that met one ${tally.refused} got a clear 503 ` +
        `(${tally.old} old state, ${tally.done} new), ${tally.unharmed} went well; recovered each time without a restart; ` +
        `${Object.keys(calls).length} kinds of call, ${Object.keys(faults).length} of fault`,
    )
    expect(tally.refused).toBeGreaterThan(20)
    expect(tally.old + tally.done).toBe(tally.refused)
  })
})

/** Starts with the n-th call failing, n = 1, 2, 3 ... (steps grow on long ways); how many starts met a fault. */
async function everyStart(call: Call, fault: Fault, file: File, fresh: boolean, limit: number): Promise<number> {
  let met = 0
  let home: Home | null = null
  for (let first = 1; first <= limit; first += thorough ? (first < 20 ? 1 : 17) : first < 3 ? 1 : 23) {
    if (home === null || fresh) {
      if (home !== null) dropHome(home)
      home = newHome()
      if (!fresh) loadDemo(home)
    }
    const wheel = new Wheel(`${home.data}.wheel`)
    wheel.arm(call, file, fault, first)
    try {
      const s = await Server.start(home, [], shimmed(wheel))
      expect((await s.stop()).signal).toBeNull()
    } catch (e) {
      if (!(e instanceof StartFailed)) throw e
      // by itself, with a reason; not by a signal
      expect(e.outcome, e.message).toMatchObject({ code: 1, signal: null })
      expect(e.message).toContain('level=error')
    }
    const result = wheel.disarm()
    wheel.close()
    rmSync(wheel.path)
    if (result.failed === 0) break
    met++
    const s = await Server.start(home)
    const o = await s.stop()
    expect([o.code, o.signal], `after ${call} ${fault} ${file} ${first}: ${o.err}`).toEqual([0, null])
    expect(verify(home).out, `${call} ${fault} ${file} ${first}`).toContain('verify: ok')
  }
  if (home !== null) dropHome(home)
  return met
}
