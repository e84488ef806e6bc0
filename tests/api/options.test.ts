// Each option of --help by its environment variable: it has the effect that it has on the command line.
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endWorld, World } from './harness'
import { deliveryBody } from './samples'
import { dropHome, loadDemo, newHome, onPostgres, optionsOf, run, Server, sleep, type Home, type Outcome } from './server'

let home: Home
let world: World
const set = {
  AMENDS_LISTEN: '127.0.0.1:0',
  AMENDS_TRUSTED_PROXY: '127.0.0.1',
  AMENDS_LOCALE: 'es',
  AMENDS_CURRENCY: 'USD',
  AMENDS_SELF_REGISTRATION: '1',
  AMENDS_TEST_CLOCK: '1',
  AMENDS_LOG_LEVEL: 'debug',
}
beforeAll(async () => {
  home = newHome()
  loadDemo(home)
  world = new World(home, await Server.startBare(home, { ...place(), ...set }))
})
afterAll(() => endWorld(world))

const place = (): Record<string, string> => ({ AMENDS_DATA: home.data, ...(home.url !== null && { AMENDS_DB: home.url }) })
const told = (args: string[], env: Record<string, string>): Outcome => run(args, { ...place(), ...env })

const options = [...run(['--help']).out.matchAll(/^ {2}--(\S+) .*\n {4}(AMENDS_\S+)$/gm)].map((m) => ({ name: m[1] ?? '', variable: m[2] ?? '' }))
/** The whole way there and back through real mail servers is set up by these in tests/mail/receive.test.ts. */
const mail = ['smtp-url', 'smtp-user', 'smtp-password', 'smtp-tls', 'mail-from', 'mail-ca', 'imap-url', 'imap-user', 'imap-password', 'imap-tls', 'imap-every']
const numbers = ['io-threads', 'workers', 'slow-workers', 'queue-limit', 'max-body', 'max-upload', 'own-proposal-limit']

const effects: Record<string, () => unknown> = {
  // Where it serves, and by which clock: the one in public refuses the other.
  listen: () => expect(told(['serve'], { AMENDS_LISTEN: '0.0.0.0:0', AMENDS_TEST_CLOCK: '1' })).toMatchObject({ code: 2, err: expect.stringContaining('--test-clock is refused') as string }),
  'test-clock': async () => expect((await world.nobody.post('/test/clock', { now: new Date(Date.now() + 1000).toISOString() })).status).toBe(200),
  data: () => expect(told(['user', 'link', 'admin@demo.test'], {}).code).toBe(0),
  db: () => expect(told(['migrate'], { AMENDS_DB: 'postgresql://127.0.0.1:1/none' })).toMatchObject({ code: 1, err: expect.stringMatching(/connect/i) as string }),
  'secret-file': () => expect(told(['migrate'], { AMENDS_SECRET_FILE: '/nonexistent/secret' })).toMatchObject({ code: 1, err: expect.stringContaining('/nonexistent/secret') as string }),
  'public-url': () => {
    for (const end of ['', '/']) {
      const r = told(['user', 'link', 'admin@demo.test'], { AMENDS_PUBLIC_URL: `https://help.example.org${end}` })
      expect(r.out).toMatch(/^https:\/\/help\.example\.org\/password\?token=/)
    }
  },
  'trusted-proxy': async () => {
    const r = await world.nobody.post('/session', { email: 'agent@demo.test', password: 'amends-demo' }, { 'X-Forwarded-For': '203.0.113.9' })
    expect(r.status).toBe(201)
    const mine = (await (await world.as('agent')).get('/sessions')).json<{ items: { address: string }[] }>().items
    expect(mine.map((s) => s.address)).toContain('203.0.113.9')
  },
  'log-level': async () => {
    expect((await world.nobody.post('/public/links', { name: 'Nobody', postcode: '69003' })).status).toBe(204)
    for (const end = Date.now() + 60_000; Date.now() < end && !/ level=debug event=job\.done kind=link_request /.test(world.server.log); ) await sleep(50)
    expect(world.server.log).toMatch(/ level=debug event=job\.done kind=link_request id=\d+ attempt=1 ms=\d+$/m)
    const empty = newHome()
    const log = (level: string): string => run(['migrate', ...optionsOf(empty)], { AMENDS_LOG_LEVEL: level }).err
    expect(log('warn')).toBe('')
    dropHome(empty)
  },
  locale: async () => {
    const email = 'without.language@example.org'
    expect((await world.nobody.post('/public/tickets', { name: 'Nobody', email, subject: 'Of no language', body: '42' })).status).toBe(201)
    const sent = (await (await world.as('admin')).get('/outbox', { limit: 200 })).json<{ items: { address: string; locale: string }[] }>().items
    expect(sent.find((m) => m.address === email)?.locale).toBe('es')
  },
  currency: async () => {
    const r = await (await world.as('dispatcher')).post('/deliveries', deliveryBody())
    expect([r.status, r.json()]).toEqual([201, expect.objectContaining({ currency: 'USD' })])
  },
  'self-registration': async () => expect((await world.nobody.get('/public/contact')).json()).toMatchObject({ registration: true }),
  'with-secret': () => {
    const file = path.join(home.data, 'with_secret.tar')
    const r = told(['backup', file], { AMENDS_WITH_SECRET: '1' })
    if (onPostgres) expect([r.code, existsSync(file)]).toEqual([1, false]) // there pg_dump makes it
    else expect(execFileSync('tar', ['tf', file], { encoding: 'utf8' })).toMatch(/^secret$/m)
  },
}

test('each option that --help names is tried here or there', () => {
  expect(options.map((o) => o.name).sort()).toEqual([...mail, ...numbers, ...Object.keys(effects)].sort())
  expect(optionsOf(home)).toContain(home.data)
})

test.each(options.filter((o) => o.name in effects))('$variable has the effect of --$name', async ({ name }) => {
  await effects[name]?.()
})

test.each(options.filter((o) => [...numbers, 'imap-every'].includes(o.name)))('$variable is read as --$name, and checked', ({ name, variable }) => {
  const r = told(['migrate'], { [variable]: 'many' })
  expect([r.code, r.err]).toEqual([2, expect.stringContaining(`${variable}: ${name} must be a number`)])
})

test.each([
  ['log-level', 'AMENDS_LOG_LEVEL', 'debug, info, warn, error'],
  ['smtp-tls', 'AMENDS_SMTP_TLS', 'none, auto, starttls'],
  ['imap-tls', 'AMENDS_IMAP_TLS', 'none, auto, starttls'],
  ['locale', 'AMENDS_LOCALE', 'en, fr, es'],
  ['test-clock', 'AMENDS_TEST_CLOCK', '1, true, yes, 0, false, no'],
])('--%s takes one of its words, wherever it is said', (name, variable, words) => {
  const says = (where: string): unknown => [2, `amends: ${where}: ${name} must be one of ${words}; not "loud"\n`]
  const answer = (r: Outcome): unknown => [r.code, r.err]
  expect(answer(told(['serve'], { [variable]: 'loud' }))).toEqual(says(variable))
  expect(answer(told(['serve', `--${name}=loud`], {}))).toEqual(says('command line'))
  const file = path.join(home.data, 'amends.conf')
  writeFileSync(file, `# mail\n${name} = loud\n`)
  try {
    expect(answer(told(['serve'], {}))).toEqual(says(`${file} line 2`))
  } finally {
    rmSync(file)
  }
})

test.each([
  ['public-url', 'help.example.org', 'must begin with one of https://, http://'],
  ['smtp-url', 'mail.example.org:587', 'must begin with one of smtp://, smtps://'],
  ['imap-url', 'https://mail.example.org', 'must begin with one of imap://, imaps://'],
  ['currency', 'euro', 'must be 3 capital letters, not "euro"'],
])('--%s %s is refused at once', (name, value, says) => {
  const r = told(['serve', `--${name}=${value}`], {})
  expect([r.code, r.err]).toEqual([2, `amends: command line: ${name} ${says}\n`])
})
