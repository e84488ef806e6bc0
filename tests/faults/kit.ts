// What the fault suites share: a caller that survives refusals, and the fault shim's steering wheel.
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import type { Server } from '../api/server'
import { ask, type Answer } from '../api/wire'

export type Rows = Record<string, unknown>

/** A signed-in person; the session outlives every restart. */
export class Caller {
  server: Server
  private cookie = ''
  constructor(server: Server) {
    this.server = server
  }

  async signIn(email = 'agent@demo.test'): Promise<void> {
    const r = await this.call('POST', '/session', { email, password: 'amends-demo' })
    const found = /amends_session=([^;]+)/.exec(r.headers['set-cookie']?.[0] ?? '')
    if (found?.[1] === undefined) throw new Error(`cannot sign in: ${r.status} ${r.text}`)
    this.cookie = found[1]
  }

  call(method: string, path: string, body?: Rows, headers: Record<string, string> = {}): Promise<Answer> {
    const all: Record<string, string> = { ...headers, 'X-Amends-CSRF': '1' }
    if (this.cookie !== '') all['Cookie'] = `amends_session=${this.cookie}`
    if (body === undefined) return ask(this.server.port, { method, path: `/api/v1${path}`, headers: all })
    all['Content-Type'] = 'application/json'
    return ask(this.server.port, { method, path: `/api/v1${path}`, headers: all, body: JSON.stringify(body) })
  }

  /** A form with files, as tests/api/upload.ts makes it. */
  upload(path: string, form: { raw?: string | Buffer; headers?: Record<string, string> }, headers: Record<string, string> = {}): Promise<Answer> {
    const all = { ...form.headers, ...headers, ...this.streamHeaders, 'X-Amends-CSRF': '1' }
    return ask(this.server.port, { method: 'POST', path: `/api/v1${path}`, headers: all, ...(form.raw === undefined ? {} : { body: form.raw }) })
  }

  /** Every row of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = []
    let cursor: string | null = null
    do {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const r = await this.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${more}`)
      if (r.status !== 200) throw new Error(`${path}: ${r.status} ${r.text}`)
      const page = JSON.parse(r.text) as { items: T[]; next_cursor: string | null }
      rows.push(...page.items)
      cursor = page.next_cursor
    } while (cursor !== null)
    return rows
  }

  /** Headers of the event stream, which is not a request like the others. */
  get streamHeaders(): Record<string, string> {
    return { Cookie: `amends_session=${this.cookie}` }
  }
}

/* The words of tests/faults/vfs.c. */
export const calls = { write: 1, sync: 2, truncate: 4, open: 8, read: 16, map: 32 } as const
export const files = { database: 1, wal: 2, shm: 4, secret: 8, any: 7 } as const
export const faults = { EIO: 1, ENOSPC: 2, short: 3 } as const
export type Call = keyof typeof calls
export type File = keyof typeof files
export type Fault = keyof typeof faults

export class Wheel {
  readonly path: string
  private fd: number
  constructor(path: string) {
    this.path = path
    writeFileSync(path, Buffer.alloc(28))
    this.fd = openSync(path, 'r+')
  }

  /** The first-th such call from now on fails, and many in a row. */
  arm(call: Call, file: File, fault: Fault, first: number, many = 1): void {
    this.write(0, [0])
    this.write(1, [files[file], faults[fault], first, many, 0, 0])
    this.write(0, [calls[call]])
  }

  /** No more faults; how many calls counted and failed. */
  disarm(): { counted: number; failed: number } {
    this.write(0, [0])
    const words = Buffer.alloc(28)
    readSync(this.fd, words, 0, 28, 0)
    return { counted: words.readUInt32LE(20), failed: words.readUInt32LE(24) }
  }

  get failed(): number {
    const word = Buffer.alloc(4)
    readSync(this.fd, word, 0, 4, 24)
    return word.readUInt32LE(0)
  }

  close(): void {
    closeSync(this.fd)
  }

  private write(word: number, values: number[]): void {
    const b = Buffer.alloc(values.length * 4)
    values.forEach((v, i) => b.writeUInt32LE(v, i * 4))
    writeSync(this.fd, b, 0, b.length, word * 4)
  }
}

export function shim(name: 'vfs' | 'slowsync'): string {
  return process.env[`AMENDS_SHIM_${name.toUpperCase()}`] ?? ''
}

/** A small, repeatable source of chance (mulberry32). */
export function chance(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
