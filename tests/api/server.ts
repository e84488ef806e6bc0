// The program under test, run as a process: databases, data folders, start, stop, kill. No mocks.
import { execFile, execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const top = path.resolve(import.meta.dirname, '../..')
export const database = process.env['AMENDS_TEST_DB'] ?? 'sqlite'
if (database !== 'sqlite' && database !== 'postgres')
  throw new Error(`AMENDS_TEST_DB is sqlite or postgres, not ${database}`)
export const onPostgres = database === 'postgres'

export const program = ((): string => {
  const named = process.env['AMENDS_BIN']
  const found = named ?? ['build/amends', 'build/dev/amends'].map((p) => path.join(top, p)).find((p) => existsSync(p))
  if (found === undefined || !existsSync(found)) throw new Error('There is no program to test: make build, or set AMENDS_BIN')
  return path.resolve(found)
})()

/** A run keeps to one build: whoever builds meanwhile does not disturb it. */
export function keepProgram(dir: string): void {
  const kept = path.join(dir, 'amends')
  copyFileSync(program, kept)
  process.env['AMENDS_BIN'] = kept
}

/** The tests' own environment must not set options of the program. */
export function environment(extra: Record<string, string> = {}): Record<string, string> {
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', HOME: os.tmpdir() }
  for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LANG'])
    if (process.env[name] !== undefined) env[name] = process.env[name]
  return { ...env, ...extra }
}

export interface Home {
  data: string
  url: string | null // of PostgreSQL; null: SQLite inside the data folder
}

/** A new data folder and, on PostgreSQL, a new empty database. */
export function newHome(): Home {
  const base = process.env['AMENDS_RUN_DIR'] ?? os.tmpdir()
  mkdirSync(base, { recursive: true })
  const data = mkdtempSync(path.join(base, 'data-'))
  return { data, url: onPostgres ? testPg('new') : null }
}

export function dropHome(home: Home): void {
  rmSync(home.data, { recursive: true, force: true })
}

export function testPg(verb: 'start' | 'new' | 'stop'): string {
  return execFileSync(path.join(top, 'scripts/test-pg'), [verb], { encoding: 'utf8' }).trim()
}

/** A cluster of this run alone, so that stopping it disturbs nobody. */
export function startPostgres(options: string): void {
  process.env['AMENDS_TEST_PG_DIR'] ??= path.join(os.tmpdir(), `amends-pg-${process.pid}`)
  process.env['AMENDS_TEST_PG_OPTIONS'] ??= options
  testPg('start')
}

export function optionsOf(home: Home): string[] {
  return ['--data', home.data, ...(home.url === null ? [] : ['--db', home.url])]
}

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

/** Runs a subcommand to its end. */
export function run(args: string[], env: Record<string, string> = {}, input?: string): Outcome {
  const r = spawnSync(program, args, {
    encoding: 'utf8',
    env: environment(env),
    timeout: 60_000,
    maxBuffer: 64 << 20,
    ...(input === undefined ? {} : { input }),
  })
  if (r.error !== undefined) throw r.error
  return { code: r.status, signal: r.signal, out: r.stdout, err: r.stderr }
}

/** The token that the mail to this address would hold. */
export function linkTokenFor(home: Home, email: string): string {
  const r = run(['user', 'link', email, ...optionsOf(home)])
  const token = /^http:\/\/[^ ]+\/password\?token=(\S+)$/.exec(r.out.trim())?.[1]
  if (token === undefined) throw new Error(r.out + r.err)
  return token
}

export function loadDemo(home: Home): void {
  const r = run(['demo', ...optionsOf(home)])
  if (r.code !== 0) throw new Error(`demo failed (${r.code ?? r.signal}): ${r.err}`)
}

export function verify(home: Home): Outcome {
  return run(['verify', ...optionsOf(home)])
}

/** The same while this process goes on with other things; what it printed. */
export function verifyAside(home: Home): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile(program, ['verify', ...optionsOf(home)], { env: environment() }, (e, out) =>
      e !== null && e.code === undefined ? reject(e) : resolve(out),
    ),
  )
}

/** What still runs: a test that failed halfway must not leave its server behind. */
const running = new Set<ChildProcess>()
export function reap(): void {
  for (const child of running) child.kill('SIGKILL')
}
process.on('exit', reap)

export class Server {
  readonly home: Home
  port = 0
  log = ''
  private child: ChildProcess
  private ended: Promise<Outcome>

  private constructor(home: Home, child: ChildProcess) {
    this.home = home
    this.child = child
    running.add(child)
    child.stderr?.setEncoding('utf8').on('data', (s: string) => (this.log += s))
    this.ended = new Promise((resolve) =>
      child.once('close', (code, signal) => {
        running.delete(child)
        resolve({ code, signal, out: '', err: this.log })
      }),
    )
  }

  /** Starts and waits until it serves. Fails with the log when it does not. */
  static start(home: Home, args: string[] = [], env: Record<string, string> = {}): Promise<Server> {
    return Server.ready(Server.launch(home, args, env))
  }

  /** Likewise, told by its environment alone. */
  static startBare(home: Home, env: Record<string, string>): Promise<Server> {
    return Server.ready(Server.spawned(home, ['serve'], env))
  }

  private static async ready(s: Server): Promise<Server> {
    let over: Outcome | null = null
    void s.ended.then((o) => (over = o))
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(10)) {
      const ready = / event=serve\.ready port=(\d+)/.exec(s.log)
      if (ready !== null) {
        s.port = Number(ready[1])
        return s
      }
      if (over !== null) break
    }
    await s.kill()
    throw new StartFailed(await s.ended)
  }

  private static spawned(home: Home, args: string[], env: Record<string, string>): Server {
    return new Server(home, spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: environment(env) }))
  }

  /** Starts and does not wait. */
  static launch(home: Home, args: string[] = [], env: Record<string, string> = {}): Server {
    const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']
    return Server.spawned(home, ['serve', ...optionsOf(home), ...listen, ...args], env)
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  end(): Promise<Outcome> {
    return this.ended
  }

  async stop(): Promise<Outcome> {
    this.child.kill('SIGTERM')
    return this.ended
  }

  async kill(): Promise<Outcome> {
    this.child.kill('SIGKILL')
    return this.ended
  }
}

export class StartFailed extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super(`the server did not start (${outcome.code ?? outcome.signal}):\n${outcome.err}`)
    this.outcome = outcome
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
