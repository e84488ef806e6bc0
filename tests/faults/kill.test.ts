// "An answer means durable": kill -9 at random moments under write load. After each: every acknowledged act is
// there once, none is half there, trying again what got no answer makes it once, and `amends verify` passes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { database, dropHome, loadDemo, newHome, reap, Server, sleep, verify, verifyAside, type Home } from '../api/server'
import { forget, Stream } from '../api/wire'
import { Caller, chance, shim } from './kit'
import { DeliveryWriter, ReportWriter, TicketWriter } from './keyed_writers'
import { Lost, TagWriter, type Tally, type Writer } from './writers'

const rounds = Number(process.env['AMENDS_KILL_ROUNDS'] ?? 5)
const seed = Number(process.env['AMENDS_KILL_SEED'] ?? Date.now() % 1_000_000)
const random = chance(seed)
const serveOptions = ['--trusted-proxy', '127.0.0.1'] // so that strangers may come from many addresses

let home: Home
let server: Server
let caller: Caller
let courier: Caller
const writers: Writer[] = []
const total = { acknowledged: 0, found: 0, lost: 0, busy: 0, early: 0, slow: 0, ready: [] as number[] }

beforeAll(async () => {
  home = newHome()
  loadDemo(home)
  server = await Server.start(home, serveOptions)
  caller = new Caller(server)
  await caller.signIn('admin@demo.test')
  courier = new Caller(server)
  await courier.signIn('courier@demo.test')
  await makeWriters()
})

async function makeWriters(): Promise<void> {
  const me = (JSON.parse((await caller.call('GET', '/session')).text) as { person: { id: number } }).person.id
  const rules = JSON.parse((await caller.call('GET', '/stores/1/terms')).text) as { rule_set_id: number }
  const name = (): string => `writer ${String.fromCharCode(97 + writers.length)}`
  for (let i = 0; i < 4; i++) writers.push(new TagWriter(name(), random))
  for (let i = 0; i < 4; i++) writers.push(new TicketWriter(name(), random, me))
  for (let i = 0; i < 2; i++) writers.push(new ReportWriter(name(), random))
  for (let i = 0; i < 3; i++) writers.push(await DeliveryWriter.make(name(), random, caller, courier, rules.rule_set_id))
}

afterAll(() => {
  reap()
  dropHome(home)
})

/** Writes until it is over; says what the server had to complain of when that goes wrong. */
async function write(w: Writer, over: () => boolean, did: () => void): Promise<void> {
  while (!over())
    try {
      await w.act(caller)
      did()
    } catch (e) {
      if (over() && !(e instanceof Lost)) return
      await sleep(100)
      const log = server.log.split('\n').filter((l) => / level=(error|warn) |status=500/.test(l))
      throw new Error(`${String(e)}\n${log.slice(-5).join('\n')}`, { cause: e })
    }
}

/** Everybody writes until the server is gone. */
async function writeAndKill(): Promise<void> {
  let over = false
  let started = 0
  const all = Promise.all(writers.map((w) => write(w, () => over, () => started++)))
  const until = 20 + random() * 400
  const dead = (async () => {
    await sleep(until)
    for (let i = 0; i < 1000 && started === 0; i++) await sleep(10)
    over = true
    await server.kill()
  })()
  await Promise.all([all, dead])
  forget(server.port)
}

/** Starts again; sometimes it is killed once more while it recovers; sometimes the disk is slow. */
async function startAgain(): Promise<void> {
  if (random() < 0.2) {
    const s = Server.launch(home)
    await sleep(random() * 30)
    await s.kill()
    total.early++
  }
  const slow = database === 'sqlite' && random() < 0.4
  if (slow) total.slow++
  const began = Date.now()
  server = await Server.start(home, serveOptions, slow ? { LD_PRELOAD: shim('slowsync'), AMENDS_SYNC_MS: '5' } : {})
  total.ready.push(Date.now() - began)
  caller.server = server
  courier.server = server
}

let lastEvent = '0'
let markers = 0

/** How often each "topic:id:version" was told since the last round. */
async function eventsSince(): Promise<Map<string, number>> {
  const marker = JSON.parse((await caller.call('POST', '/tags', { name: `marker ${seed} ${++markers}` })).text) as { id: number }
  const s = await Stream.open(server.port, '/api/v1/events', { ...caller.streamHeaders, 'Last-Event-ID': lastEvent })
  const last = await s.until((all) => all.find((e) => e.data.includes(`"topic":"tag","id":${marker.id},`)), 20_000)
  s.close()
  if (s.events.some((e) => e.event === 'reset')) throw new Error('the stream was reset')
  const seen = new Map<string, number>()
  for (const e of s.events) {
    const d = JSON.parse(e.data) as { topic: string; id: number; version: number }
    const key = `${d.topic}:${d.id}:${d.version}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  lastEvent = last.id ?? '0'
  return seen
}

async function checkAll(all = false): Promise<Tally> {
  const seen = await eventsSince()
  const sum: Tally = { acknowledged: 0, found: 0, lost: 0, busy: 0 }
  for (const w of writers) {
    const t = await w.check(caller, seen, all)
    sum.acknowledged += t.acknowledged
    sum.found += t.found
    sum.lost += t.lost
    sum.busy += t.busy
  }
  return sum
}

test('verify is right about a log that is being written', async () => {
  let over = false
  const all = Promise.all(writers.map((w) => write(w, () => over, () => undefined)))
  const outs: string[] = []
  for (let i = 0; i < 5; i++) outs.push(await verifyAside(home))
  over = true
  await all
  for (const out of outs) expect(out).toContain('verify: ok')
})

test(`${rounds} kills under load (${database}, seed ${seed})`, async () => {
  for (let round = 1; round <= rounds; round++) {
    await writeAndKill()
    // on the state as the kill left it, or on what recovery made of it: in turn
    if (round % 2 === 0) expect(verify(home).out, `round ${round}`).toContain('verify: ok')
    await startAgain()
    const t = await checkAll()
    if (round % 2 === 1) expect(verify(home).out, `round ${round}`).toContain('verify: ok')
    total.acknowledged += t.acknowledged
    total.found += t.found
    total.lost += t.lost
    total.busy += t.busy
    if (rounds > 20 && round % 20 === 0) console.log(`kill: ${round} of ${rounds} rounds`)
  }
  await checkAll(true)
  expect((await server.stop()).code).toBe(0)
  expect(verify(home).out).toContain('verify: ok')
  expect(total.acknowledged).toBeGreaterThan(rounds * 5)
  const ready = total.ready.sort((a, b) => a - b)
  console.log(
    `kill (${database}): ${rounds} rounds passed, ${writers.length} writers, ${total.acknowledged} acknowledged acts all there once, ` +
      `${total.found + total.lost} without an answer (${total.found} had happened, ${total.lost} had not), ` +
      `${total.busy} answers 503, ${total.early} kills during recovery, ${total.slow} rounds with 5 ms syncs; ready again after ` +
      `${ready[Math.floor(ready.length / 2)]} ms (median), ${ready.at(-1)} ms (worst); seed ${seed}`,
  )
})
