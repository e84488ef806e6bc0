// Writers of tickets, reports and deliveries. Each act is a POST with an Idempotency-Key, and leaves something that can
// be counted: there once when it was acknowledged; there once, too, when it is tried again after it got no answer.
import type { Answer } from '../api/wire'
import type { Caller, Rows } from './kit'
import { demand, type Tally, type Writer } from './writers'

/** What a check has fetched already. */
type Memo = Map<string, Promise<Rows[]>>
function rows(c: Caller, memo: Memo, path: string): Promise<Rows[]> {
  let r = memo.get(path)
  if (r === undefined) memo.set(path, (r = c.all<Rows>(path)))
  return r
}
async function times(c: Caller, memo: Memo, path: string, fits: (row: Rows) => boolean): Promise<number> {
  return (await rows(c, memo, path)).filter(fits).length
}

interface Act {
  what: string
  path: string
  body: Rows
  by?: Caller // instead of the writer's own
  headers?: Record<string, string>
  took: (answer: Rows) => void
  count: (c: Caller, memo: Memo) => Promise<number>
}

abstract class KeyedWriter implements Writer {
  protected readonly mine: string
  protected readonly random: () => number
  protected serial = 0
  private pending: { act: Act; key: string } | null = null
  private fresh: Act[] = []
  private old: Act[] = []
  private busy = 0

  constructor(name: string, random: () => number) {
    this.mine = name
    this.random = random
  }

  protected abstract next(): Act
  /** The words of an act that no other has. */
  protected words(what: string): string {
    return `${this.mine} ${++this.serial} ${what}.`
  }

  async act(c: Caller): Promise<void> {
    const act = this.next()
    const p = { act, key: `${this.mine}-${this.serial}` }
    this.pending = p
    const r = await this.send(c, act, p.key)
    demand(r.status < 300, `${act.what} was refused: ${r.status} ${r.text}`)
    act.took(JSON.parse(r.text) as Rows)
    this.fresh.push(act)
    this.pending = null
  }

  private async send(c: Caller, a: Act, key: string): Promise<Answer> {
    for (let i = 0; ; i++) {
      const r = await (a.by ?? c).call('POST', a.path, a.body, { ...a.headers, 'Idempotency-Key': key })
      if (r.status !== 503 || i === 50) return r
      demand(Number(r.headers['retry-after']) > 0, '503 without Retry-After')
      this.busy++
      await new Promise((resolve) => setTimeout(resolve, 20 * this.random()))
    }
  }

  async check(c: Caller, _seen: Map<string, number>, all = false): Promise<Tally> {
    const found = await this.settle(c)
    const memo: Memo = new Map()
    const some = all ? this.old : this.old.filter(() => this.random() < 5 / this.old.length)
    for (const a of [...this.fresh, ...some]) {
      const n = await a.count(c, memo)
      demand(n === 1, `${a.what} at ${a.path} (${JSON.stringify(a.body)}) is there ${n} times`)
    }
    const tally = { acknowledged: this.fresh.length, found: found === true ? 1 : 0, lost: found === false ? 1 : 0, busy: this.busy }
    this.old.push(...this.fresh)
    this.fresh = []
    this.busy = 0
    return tally
  }

  private async settle(c: Caller): Promise<boolean | null> {
    if (this.pending === null) return null
    const { act, key } = this.pending
    const before = await act.count(c, new Map())
    demand(before <= 1, `${act.what} without an answer is there ${before} times`)
    const r = await this.send(c, act, key)
    demand(r.status < 300, `trying ${act.what} again: ${r.status} ${r.text}`)
    const after = await act.count(c, new Map())
    demand(after === 1, `${act.what}, tried again, is there ${after} times`)
    act.took(JSON.parse(r.text) as Rows)
    this.pending = null
    return before === 1
  }
}

/** Opens tickets, comments, takes and hands over, moves. */
export class TicketWriter extends KeyedWriter {
  private ticket: { id: number; status: string; owner: number | null; acts: number } | null = null
  private readonly me: number

  constructor(name: string, random: () => number, me: number) {
    super(name, random)
    this.me = me
  }

  protected next(): Act {
    const t = this.ticket
    if (t === null || t.acts >= 12) return this.open()
    t.acts++
    const dice = this.random()
    if (dice < 0.5) return this.comment(t)
    return dice < 0.75 ? this.assign(t) : this.move(t)
  }

  private open(): Act {
    const subject = this.words('ticket')
    return {
      what: 'a ticket', path: '/tickets', body: { subject, body: `Body of ${subject}` },
      took: (r) => (this.ticket = { id: Number(r['id']), status: String(r['status']), owner: null, acts: 0 }),
      count: (c, memo) => times(c, memo, `/tickets?q=${encodeURIComponent(subject)}`, (x) => x['subject'] === subject),
    } // prettier-ignore
  }

  private comment(t: { id: number }): Act {
    const body = this.words('comment')
    return {
      what: 'a comment', path: `/tickets/${t.id}/comments`, body: { body, audience: this.random() < 0.5 ? 'internal' : 'customer' },
      took: () => undefined,
      count: (c, memo) => times(c, memo, `/tickets/${t.id}/comments`, (x) => x['body_text'] === body),
    } // prettier-ignore
  }

  private assign(t: { id: number; owner: number | null }): Act {
    const handover = this.words('handover')
    const to = t.owner === null ? this.me : null
    return {
      what: 'an assignment', path: `/tickets/${t.id}/assign`, body: { assignee_id: to, expected_assignee_id: t.owner, handover },
      took: () => (t.owner = to),
      count: (c, memo) => times(c, memo, `/tickets/${t.id}/history`, (x) => x['type'] === 'ticket.assigned' && x['reason'] === handover),
    } // prettier-ignore
  }

  private move(t: { id: number; status: string }): Act {
    const comment = this.words('move')
    const to = t.status === 'unattended' ? 'in_progress' : t.status === 'in_progress' ? 'closed' : 'in_progress'
    return {
      what: 'a transition', path: `/tickets/${t.id}/transitions`, body: { to, comment, ...(to === 'closed' ? { resolution: 'solved' } : {}) },
      took: () => (t.status = to),
      count: (c, memo) => times(c, memo, `/tickets/${t.id}/comments`, (x) => x['body_text'] === comment),
    } // prettier-ignore
  }
}

/** Strangers report by the public form, each from another address. */
export class ReportWriter extends KeyedWriter {
  protected next(): Act {
    const subject = this.words('report')
    const n = this.serial
    return {
      what: 'a report', path: '/public/tickets', headers: { 'X-Forwarded-For': `10.${Math.floor(this.random() * 250)}.${(n >> 8) & 255}.${n & 255}` },
      body: { name: 'Somebody', email: `${subject.replaceAll(/[^a-z0-9]+/g, '.')}x@example.org`, subject, body: `Body of ${subject}` },
      took: () => undefined,
      count: (c, memo) => times(c, memo, `/tickets?q=${encodeURIComponent(subject)}`, (x) => x['subject'] === subject),
    } // prettier-ignore
  }
}

/** Deliveries, what the courier finds on the way, and the decision, which moves money in the ledger. */
export class DeliveryWriter extends KeyedWriter {
  private readonly courier: Caller
  private readonly own: { store: number; payer: number; courier: number }
  private order: { id: number; dropoff: number } | null = null
  private proposal: { id: number; order: number; version: number } | null = null

  constructor(name: string, random: () => number, courier: Caller, own: { store: number; payer: number; courier: number }) {
    super(name, random)
    this.courier = courier
    this.own = own
  }

  /** A shop of its own, so that its ledger is short. */
  static async make(name: string, random: () => number, admin: Caller, courier: Caller, ruleSet: number): Promise<DeliveryWriter> {
    const made = async (method: string, path: string, body: Rows): Promise<number> => {
      const r = await admin.call(method, path, body)
      demand(r.status < 300, `${path}: ${r.status} ${r.text}`)
      return Number((JSON.parse(r.text) as Rows)['id'])
    }
    const payer = await made('POST', '/people', { name: `Payer of ${name}` })
    const store = await made('POST', '/stores', { name: `Shop of ${name}`, person_id: payer })
    await made('PUT', `/stores/${store}/terms`, { rule_set_id: ruleSet })
    const who = JSON.parse((await courier.call('GET', '/session')).text) as { person: { id: number } }
    return new DeliveryWriter(name, random, courier, { store, payer, courier: who.person.id })
  }

  protected next(): Act {
    if (this.proposal !== null) return this.approve(this.proposal)
    return this.order === null ? this.deliver() : this.incident(this.order)
  }

  private charged(c: Caller, memo: Memo, fits: (row: Rows) => boolean): Promise<number> {
    return times(c, memo, `/people/${this.own.payer}/ledger?unit=money`, fits)
  }

  private deliver(): Act {
    const reference = this.words('order')
    const at = (hour: number): string => new Date(Date.now() + hour * 3600_000).toISOString()
    const task = { after: at(1), before: at(3), courier_id: this.own.courier }
    const tasks = [
      { ...task, type: 'pickup', address: { street: '83 quai de Valmy', postcode: '75010', lat: 48.8722, lng: 2.3646 } },
      { ...task, type: 'dropoff', address: { street: '9 rue Cadet', postcode: '75009', lat: 48.876, lng: 2.343 }, packages: [{ name: 'box', quantity: 1 }] },
    ]
    return {
      what: 'a delivery', path: '/deliveries', body: { store_id: this.own.store, reference, tasks },
      took: (r) => (this.order = { id: Number(r['id']), dropoff: Number((r['tasks'] as Rows[])[1]?.['id']) }),
      count: async (c, memo) => {
        const found = (await rows(c, memo, `/orders?store=${this.own.store}`)).filter((x) => x['reference'] === reference)
        const id = found[0]?.['id']
        // an order that is there was charged once, in the same transaction
        if (found.length === 1) demand((await this.charged(c, memo, (x) => x['order_id'] === id && x['ticket_id'] === null)) === 1, `order ${String(id)} was not charged once`)
        return found.length
      },
    } // prettier-ignore
  }

  private incident(o: { id: number; dropoff: number }): Act {
    return {
      what: 'an incident', path: `/tasks/${o.dropoff}/incidents`, by: this.courier,
      body: { reason: 'late', comment: this.words('incident'), proposal: { tasks: [{ id: o.dropoff, packages: [{ name: 'box', quantity: 2 }] }] } },
      took: (r) => {
        const p = r['proposal'] as Rows
        this.proposal = { id: Number(p['id']), order: o.id, version: Number(p['order_version']) }
        this.order = null
      },
      count: (c, memo) => times(c, memo, `/tickets?order=${o.id}`, () => true),
    } // prettier-ignore
  }

  private approve(p: { id: number; order: number; version: number }): Act {
    return {
      what: 'an approval', path: `/proposals/${p.id}/approve`, body: { order_version: p.version, reason: this.words('approval') },
      took: (r) => {
        demand(r['status'] === 'approved', `proposal ${p.id} is ${String(r['status'])}`)
        this.proposal = null
      },
      count: (c, memo) => this.charged(c, memo, (x) => x['order_id'] === p.order && x['ticket_id'] !== null),
    } // prettier-ignore
  }
}
