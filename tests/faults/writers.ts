// Who writes while the server is killed. A module adds a writer: acts that remember what was acknowledged, and a
// check that finds each of them again, once.
import type { Caller } from './kit'
import type { Answer } from '../api/wire'

export interface Tally {
  acknowledged: number // acts with an answer, all found again
  found: number // acts without an answer that had happened
  lost: number // acts without an answer that had not
  busy: number // answers 503
}

export interface Writer {
  /** One durable act. Rejects when the connection breaks; any answer that is not a success throws. */
  act: (c: Caller) => Promise<void>
  /** After the restart. seen: how often the event stream told of "topic:id:version"; all: look at what earlier checks found, too, not only
   * at some of it. Throws at the first loss. */
  check: (c: Caller, seen: Map<string, number>, all?: boolean) => Promise<Tally>
}

interface Tag {
  id: number
  name: string
  version: number
}
interface Pending {
  kind: 'make' | 'rename' | 'remove'
  name: string
  key: string
  of: Tag | null
}

export class Lost extends Error {}

export function demand(ok: boolean, what: string): asserts ok {
  if (!ok) throw new Lost(what)
}

/** Makes, renames and removes tags of its own. */
export class TagWriter implements Writer {
  private mine: string
  private random: () => number
  private serial = 0
  private kept = new Map<number, Tag>()
  private gone = new Map<number, Tag>()
  private pending: Pending | null = null
  private busy = 0
  private acts = 0 // acknowledged since the last check
  private fresh: string[] = [] // "tag:id:version" of those

  constructor(name: string, random: () => number) {
    this.mine = name
    this.random = random
  }

  async act(c: Caller): Promise<void> {
    const tags = [...this.kept.values()]
    const of = tags[Math.floor(this.random() * tags.length)] ?? null
    const dice = this.random()
    const kind = of === null || dice < 0.5 ? 'make' : dice < 0.85 || tags.length < 5 ? 'rename' : 'remove'
    const n = ++this.serial
    this.pending = { kind, name: `${this.mine} ${n} ${kind}`, key: `${this.mine}-${n}`, of: kind === 'make' ? null : of }
    const r = await this.sendUntilTaken(c, this.pending)
    demand(r.status < 300, `${kind} was refused: ${r.status} ${r.text}`)
    this.note(this.pending, r)
    this.acts++
    this.pending = null
  }

  /** 503 is an honest answer under load (PostgreSQL: conflicts): nothing has happened, and it is tried again. */
  private async sendUntilTaken(c: Caller, p: Pending): Promise<Answer> {
    for (let i = 0; ; i++) {
      const r = await this.send(c, p)
      if (r.status !== 503 || i === 50) return r
      demand(Number(r.headers['retry-after']) > 0, '503 without Retry-After')
      this.busy++
      await new Promise((resolve) => setTimeout(resolve, 20 * this.random()))
    }
  }

  private send(c: Caller, p: Pending): Promise<Answer> {
    if (p.kind === 'make') return c.call('POST', '/tags', { name: p.name }, { 'Idempotency-Key': p.key })
    if (p.kind === 'remove') return c.call('DELETE', `/tags/${p.of?.id}`)
    return c.call('PATCH', `/tags/${p.of?.id}`, { name: p.name }, { 'If-Match': `"${p.of?.version}"` })
  }

  private note(p: Pending, r: Answer): void {
    if (p.kind === 'remove' && p.of !== null) {
      this.kept.delete(p.of.id)
      this.gone.set(p.of.id, p.of)
      return
    }
    const t = JSON.parse(r.text) as Tag
    this.kept.set(t.id, t)
    this.fresh.push(`tag:${t.id}:${t.version}`)
  }

  async check(c: Caller, seen: Map<string, number>): Promise<Tally> {
    const found = await this.settle(c)
    const rows = await c.all<Tag>(`/tags?q=${encodeURIComponent(this.mine)}`)
    const names = new Set(rows.map((t) => t.name))
    demand(names.size === rows.length, `${this.mine}: a name is there twice`)
    demand(rows.length === this.kept.size, `${this.mine}: ${rows.length} tags are there, ${this.kept.size} should be`)
    for (const t of rows) {
      const want = this.kept.get(t.id)
      demand(want !== undefined, `${this.mine}: tag ${t.id} is there and should not be`)
      demand(want.name === t.name && want.version === t.version, `tag ${t.id} is "${t.name}" ${t.version}, not "${want.name}" ${want.version}`)
    }
    for (const key of this.fresh) {
      const times = seen.get(key) ?? 0
      const removedNow = this.gone.has(Number(key.split(':')[1]))
      demand(times === 1 || (removedNow && times === 2), `the event of ${key} is there ${times} times`)
    }
    const tally = { acknowledged: this.acts, found: found === true ? 1 : 0, lost: found === false ? 1 : 0, busy: this.busy }
    this.acts = this.busy = 0
    this.fresh = []
    this.gone.clear()
    return tally
  }

  /** The act without an answer: it has happened wholly or not at all, and trying again makes it so once. */
  private async settle(c: Caller): Promise<boolean | null> {
    const p = this.pending
    if (p === null) return null
    this.pending = null
    const before = (await c.all<Tag>(`/tags?q=${encodeURIComponent(p.name)}`)).filter((t) => t.name === p.name)
    demand(before.length <= 1, `"${p.name}" is there ${before.length} times`)
    if (p.kind === 'make') return this.settleMake(c, p, before[0])
    const now = await c.call('GET', `/tags/${p.of?.id}`)
    if (p.kind === 'remove') return this.settleRemove(c, p, now)
    const t = JSON.parse(now.text) as Tag
    const done = t.version === (p.of?.version ?? 0) + 1
    demand(t.name === (done ? p.name : p.of?.name), `tag ${t.id}: half renamed: "${t.name}" ${t.version}`)
    const again = await this.send(c, p)
    demand(again.status === (done ? 412 : 200), `renaming again: ${again.status} ${again.text}`)
    this.kept.set(t.id, { ...t, name: p.name, version: (p.of?.version ?? 0) + 1 })
    return done
  }

  private async settleMake(c: Caller, p: Pending, before: Tag | undefined): Promise<boolean> {
    const again = await this.send(c, p)
    demand(again.status === 201, `trying "${p.name}" again: ${again.status} ${again.text}`)
    const t = JSON.parse(again.text) as Tag
    demand(before === undefined || before.id === t.id, `"${p.name}" was made twice: ${before?.id}, ${t.id}`)
    this.kept.set(t.id, t)
    return before !== undefined
  }

  private async settleRemove(c: Caller, p: Pending, now: Answer): Promise<boolean> {
    const again = await this.send(c, p)
    demand(again.status === (now.status === 404 ? 404 : 204), `removing again: ${again.status} after ${now.status}`)
    if (p.of !== null) this.kept.delete(p.of.id)
    if (p.of !== null) this.gone.set(p.of.id, p.of)
    return now.status === 404
  }
}
