// What every API test stands on: a server of its own, people signed in, exchanges judged by the contract.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { theContract, type Schema } from './contract'
import { dropHome, loadDemo, newHome, reap, Server, verify, type Home } from './server'
import { ask, forget, Stream, type Answer } from './wire'

export const base = '/api/v1'
export const password = 'amends-demo'
export const demoRoles = [
  'admin', 'supervisor', 'agent', 'agent2', 'dispatcher', 'courier', 'courier2', 'shop',
  'consultant', 'consultant2', 'customer', 'carrier', 'engineer',
] as const // prettier-ignore
export type Login = (typeof demoRoles)[number]

/** One row of the server's own table of endpoints. */
export interface Route {
  op: string
  method: string
  path: string
  permission: string
  status: number
  flags: string[]
  query: Schema | null
  body: Schema | null
  out: Schema | null
}

/** The routes below /api/v1, paths without it, as the program prints them. */
export function theRoutes(): Route[] {
  const all = JSON.parse(readFileSync(path.join(runDir(), 'routes.json'), 'utf8')) as Route[]
  return all.filter((r) => !r.flags.includes('root')).map((r) => ({ ...r, path: r.path.slice(base.length) }))
}

export function runDir(): string {
  const dir = process.env['AMENDS_RUN_DIR']
  if (dir === undefined) throw new Error('run this by: npm run test:api')
  return dir
}

export interface Send {
  query?: Record<string, string | number | (string | number)[]>
  body?: unknown // sent as JSON
  raw?: string | Buffer // sent as it is
  headers?: Record<string, string>
  csrf?: boolean // false: without X-Amends-CSRF
  outside?: boolean // the path is whole and not judged by the contract: something it does not know
}

export interface Problem {
  status: number
  code: string
  detail: string
  fields?: { name: string; code: string; detail: string }[]
  current?: object
}

export class Reply {
  readonly status: number
  readonly headers: Answer['headers']
  readonly text: string
  readonly bytes: Buffer
  readonly ms: number
  constructor(a: Answer) {
    this.status = a.status
    this.headers = a.headers
    this.text = a.text
    this.bytes = a.bytes ?? Buffer.from(a.text)
    this.ms = a.ms
  }
  json<T = Record<string, unknown>>(): T {
    return JSON.parse(this.text) as T
  }
  get problem(): Problem {
    return this.json<Problem>()
  }
  /** The names of the fields that a problem complains of. */
  get wrong(): string[] {
    return (this.problem.fields ?? []).map((f) => f.name).sort()
  }
}

export class Client {
  private port: () => number
  cookie: string | null
  constructor(port: () => number, cookie: string | null) {
    this.port = port
    this.cookie = cookie
  }

  async send(method: string, to: string, o: Send = {}): Promise<Reply> {
    const query = new URLSearchParams()
    for (const [name, v] of Object.entries(o.query ?? {}))
      for (const one of Array.isArray(v) ? v : [v]) query.append(name, String(one))
    const headers: Record<string, string> = {}
    if (this.cookie !== null) headers['Cookie'] = `amends_session=${this.cookie}`
    if (method !== 'GET' && o.csrf !== false) headers['X-Amends-CSRF'] = '1'
    if (o.body !== undefined || o.raw !== undefined) headers['Content-Type'] = 'application/json'
    for (const [name, v] of Object.entries(o.headers ?? {})) {
      if (name === 'Content-Type' && v === '') delete headers['Content-Type']
      else headers[name] = v
    }
    const body = o.raw ?? (o.body === undefined ? undefined : JSON.stringify(o.body))
    const target = `${o.outside === true ? '' : base}${to}${query.size > 0 ? `?${query}` : ''}`
    const answer = await ask(this.port(), { method, path: target, headers, ...(body === undefined ? {} : { body }) })
    if (o.outside !== true)
      theContract().check({ method, path: to, query, headers, body: body?.toString(), answer })
    return new Reply(answer)
  }

  get(to: string, query: NonNullable<Send['query']> = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', to, { query, headers })
  }
  post(to: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', to, { body, headers })
  }
  patch(to: string, version: number, body: unknown): Promise<Reply> {
    return this.send('PATCH', to, { body, headers: { 'If-Match': `"${version}"` } })
  }
  delete(to: string): Promise<Reply> {
    return this.send('DELETE', to)
  }

  async stream(headers: Record<string, string> = {}): Promise<Stream> {
    const all = { ...headers, ...(this.cookie === null ? {} : { Cookie: `amends_session=${this.cookie}` }) }
    const s = await Stream.open(this.port(), `${base}/events`, all)
    const answer = { status: s.status, headers: s.headers, text: s.status === 200 ? 'stream' : s.text, ms: 0 }
    theContract().check({ method: 'GET', path: '/events', query: new URLSearchParams(), headers: all, body: undefined, answer })
    return s
  }
}

export class World {
  readonly home: Home
  server: Server
  readonly nobody: Client
  private signedIn = new Map<string, Promise<Client>>()

  constructor(home: Home, server: Server) {
    this.home = home
    this.server = server
    this.nobody = new Client(() => this.server.port, null)
  }

  /** A fresh sign-in. */
  async login(who: Login | (string & {})): Promise<Client> {
    const email = who.includes('@') ? who : `${who}@demo.test`
    const r = await this.nobody.post('/session', { email, password })
    if (r.status !== 201) throw new Error(`${email} cannot sign in: ${r.status} ${r.text}`)
    return new Client(() => this.server.port, cookieOf(r))
  }

  /** Signed in once for the whole file. */
  as(who: Login): Promise<Client> {
    let c = this.signedIn.get(who)
    if (c === undefined) this.signedIn.set(who, (c = this.login(who)))
    return c
  }

  /** The same data, another process. */
  async restart(args: string[] = [], how: 'stop' | 'kill' = 'stop'): Promise<void> {
    await (how === 'stop' ? this.server.stop() : this.server.kill())
    forget(this.server.port)
    this.server = await Server.start(this.home, args)
  }
}

export function cookieOf(r: Reply): string {
  const found = /^amends_session=([^;]+)/.exec(r.headers['set-cookie']?.[0] ?? '')
  if (found?.[1] === undefined) throw new Error(`no session cookie in ${JSON.stringify(r.headers)}`)
  return found[1]
}

export async function makeWorld(args: string[] = []): Promise<World> {
  const home = newHome()
  loadDemo(home)
  return new World(home, await Server.start(home, args))
}

/** A server was good when it stopped by itself, complained of nothing, and its log of events verifies. */
export async function endWorld(w: World): Promise<void> {
  const o = await w.server.stop()
  forget(w.server.port)
  expect(`${o.code} ${o.signal}`, o.err.slice(-2000)).toBe('0 null')
  expect(o.err.split('\n').filter((l) => l.includes(' level=error ') || l.includes('ERROR: '))).toEqual([])
  const v = verify(w.home)
  expect(v.out, v.err).toContain('verify: ok')
  dropHome(w.home)
}

/** One server for the tests of a file. */
export function useWorld(args: string[] = []): () => World {
  let w: World | undefined
  beforeAll(async () => {
    w = await makeWorld(args)
  })
  afterAll(async () => {
    try {
      if (w !== undefined) await endWorld(w)
    } finally {
      reap()
    }
    writeFileSync(path.join(runDir(), `file-${path.basename(expect.getState().testPath ?? 'unknown')}`), '')
  })
  return () => {
    if (w === undefined) throw new Error('the server has not started')
    return w
  }
}
