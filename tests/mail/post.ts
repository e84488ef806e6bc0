// What the mail suites share: somebody's mail program, a server of ours that sends and polls, and peers that misbehave.
import { execFile } from 'node:child_process'
import net from 'node:net'
import { promisify } from 'node:util'
import { Caller } from '../faults/kit'
import { dropHome, loadDemo, newHome, Server, sleep, type Home } from '../api/server'

const run = promisify(execFile)
const setting = (name: string): string => {
  const v = process.env[name]
  if (v === undefined) throw new Error(`${name} is not set: run this by npm run test:mail`)
  return v
}
export const mail = {
  dir: setting('AMENDS_TEST_MAIL_DIR'),
  smtp: setting('AMENDS_TEST_SMTP'),
  smtps: setting('AMENDS_TEST_SMTPS'),
  imap: setting('AMENDS_TEST_IMAP'),
  imaps: setting('AMENDS_TEST_IMAPS'),
  ca: setting('AMENDS_TEST_MAIL_CA'),
  user: setting('AMENDS_TEST_MAIL_USER'),
  password: setting('AMENDS_TEST_MAIL_PASSWORD'),
}
export const portOf = (url: string): number => Number(new URL(url).port)

const REMOTE_FILE_NOT_FOUND = 78 // curl's exit status

async function curl(args: string[], input?: string): Promise<string> {
  const p = run('curl', ['-sS', '--ssl-reqd', '--cacert', mail.ca, ...args], { encoding: 'utf8', maxBuffer: 64 << 20 })
  if (input !== undefined) p.child.stdin?.end(input)
  return (await p).stdout
}

/** Everything in a mailbox, oldest first, as it lies there. */
export async function inbox(name: string): Promise<string[]> {
  const box = ['-u', `${name}:${mail.password}`]
  const found = await curl([...box, `${mail.imap}/INBOX`, '-X', 'UID SEARCH ALL'])
  const all: string[] = []
  for (const uid of found.match(/\d+/g) ?? [])
    try {
      all.push(await curl([...box, `${mail.imap}/INBOX;UID=${uid}`]))
    } catch (e) {
      if ((e as { code?: unknown }).code !== REMOTE_FILE_NOT_FOUND) throw e // the server under test took it in between
    }
  return all
}

export async function until<T>(what: () => Promise<T>, good: (v: T) => boolean, ms = 60_000): Promise<T> {
  let v = await what()
  for (const end = Date.now() + ms; !good(v) && Date.now() < end; v = await what()) await sleep(150)
  return v
}
export const arrived = (name: string, n: number): Promise<string[]> => until(() => inbox(name), (all) => all.length >= n)

export const header = (raw: string, name: string): string =>
  new RegExp(`^${name}: *((?:.*\r?\n)(?:[ \t].*\r?\n)*)`, 'im').exec(raw.slice(0, raw.search(/\r?\n\r?\n/) + 2))?.[1]?.replaceAll(/\r?\n[ \t]/g, ' ').trim() ?? ''

/** The text part, decoded. */
export function textOf(raw: string): string {
  const part = raw.slice(raw.search(/Content-Type: text\/plain/i))
  const body = part.slice(part.search(/\r?\n\r?\n/)).split(/\r?\n--/)[0] ?? ''
  const bytes = body.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n')
}

/** Somebody sends a mail by the real SMTP server. */
export async function post(raw: string, to: string, from = 'somebody@mail.test'): Promise<void> {
  await curl(['-u', `${mail.user}:${mail.password}`, '--mail-from', from, '--mail-rcpt', to, '-T', '-', mail.smtp], raw.replaceAll(/\r?\n/g, '\r\n'))
}

const sending = (url: string): string[] => ['--smtp-url', url, '--smtp-user', mail.user, '--smtp-password', mail.password, '--mail-ca', mail.ca, '--mail-from', 'help@mail.test']
export const byStarttls = [...sending(mail.smtp), '--smtp-tls', 'starttls']
export const byTls = sending(mail.smtps)
export const plainly = (port: number): string[] => [...sending(`smtp://127.0.0.1:${port}`), '--smtp-tls', 'none']
export const polling = (url: string, tls: string, password = mail.password): string[] =>
  ['--imap-url', url, '--imap-user', 'help', '--imap-password', password, '--imap-tls', tls, '--imap-every', '1', '--mail-ca', mail.ca]

/** The same options as variables: ['--smtp-url', x] is AMENDS_SMTP_URL=x. */
export const asVariables = (args: string[]): Record<string, string> =>
  Object.fromEntries(args.flatMap((name, i) => (name.startsWith('--') ? [[`AMENDS_${name.slice(2).toUpperCase().replaceAll('-', '_')}`, args[i + 1] ?? '']] : [])))

export interface Row {
  id: number
  kind: string
  address: string
  state: string
  attempts: number
  last_error: string | null
  message_id: string
}

/** One of our servers over one database, started again with other options as often as is needed. */
export class House {
  readonly home: Home = newHome()
  server!: Server
  readonly staff = (): Promise<Caller> => this.signIn('admin@demo.test')

  static async open(args: string[], env: Record<string, string> = {}): Promise<House> {
    const h = new House()
    loadDemo(h.home)
    h.server = await Server.start(h.home, args, env)
    return h
  }
  async restart(args: string[], how: 'stop' | 'kill' | 'dead' = 'stop'): Promise<void> {
    if (how === 'stop') await this.server.stop()
    if (how === 'kill') await this.server.kill()
    if (how === 'dead') await this.server.end()
    this.server = await Server.start(this.home, args)
  }
  async close(): Promise<void> {
    await this.server.stop()
    dropHome(this.home)
  }
  async signIn(email: string): Promise<Caller> {
    const c = new Caller(this.server)
    await c.signIn(email)
    return c
  }
  /** Somebody reports by the public form; what they are answered by goes to NAME@mail.test. */
  async report(name: string, subject: string, lang = 'en'): Promise<void> {
    const c = new Caller(this.server)
    const r = await c.call('POST', '/public/tickets', { name, email: `${name}@mail.test`, subject, body: `${subject}: please look.`, lang })
    if (r.status !== 201) throw new Error(r.text)
  }
  async rows(address: string): Promise<Row[]> {
    return (await (await this.staff()).all<Row>('/outbox')).filter((r) => r.address === address)
  }
  row(address: string, state: string, ms = 60_000): Promise<Row | undefined> {
    return until(async () => (await this.rows(address))[0], (r) => r?.state === state, ms)
  }
  /** Fails of time: what was refused waits half a minute and more. */
  async later(minutes: number): Promise<void> {
    const r = await (await this.staff()).call('POST', '/test/clock', { now: new Date(Date.now() + minutes * 60_000).toISOString() })
    if (r.status !== 200 && r.status !== 204) throw new Error(`${r.status} ${r.text}`)
  }
}

export interface Peer {
  port: number
  close: () => void
}
function listen(serve: (s: net.Socket) => void): Promise<Peer> {
  return new Promise((resolve) => {
    const open = new Set<net.Socket>()
    const server = net.createServer((s) => {
      open.add(s)
      s.on('error', () => undefined).on('close', () => open.delete(s))
      serve(s)
    })
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as net.AddressInfo).port,
        close: () => {
          for (const s of open) s.destroy()
          server.close()
        },
      }),
    )
  })
}

/** Takes the connection and never says a word. */
export const silent = (): Promise<Peer> => listen(() => undefined)

/** Hands bytes on to a real server; says what goes by, and whether it may. */
export function between(port: number, onward: (text: string, from: 'client' | 'server') => boolean): Promise<Peer> {
  return listen((s) => {
    const real = net.connect(port, '127.0.0.1')
    real.on('error', () => s.destroy()).on('close', () => s.destroy())
    s.on('close', () => real.destroy())
    s.on('data', (b) => (onward(b.toString('latin1'), 'client') ? real.write(b) : s.destroy()))
    real.on('data', (b) => (onward(b.toString('latin1'), 'server') ? s.write(b) : s.destroy()))
  })
}

type Say = (command: string, line: string) => string | undefined | Promise<string | undefined>

/** A mail server of our own: what `say` leaves open it answers as others do. "" is its greeting, "." the end of a message. */
export async function smtpPeer(say: Say): Promise<Peer & { taken: string[] }> {
  const taken: string[] = []
  const usual = (command: string): string =>
    ({ '': '220 peer', EHLO: '250-peer\r\n250 AUTH PLAIN', AUTH: '334 ', WORDS: '235 ok', DATA: '354 go on', QUIT: '221 bye' })[command] ?? '250 ok'
  const peer = await listen((s) => {
    let text = ''
    let data = false
    let words = false
    const answer = async (command: string, line = ''): Promise<void> => {
      s.write(`${(await say(command, line)) ?? usual(command)}\r\n`)
    }
    void answer('')
    s.on('data', (b) => {
      text += b.toString()
      for (let end = text.indexOf(data ? '\r\n.\r\n' : '\r\n'); end >= 0; end = text.indexOf(data ? '\r\n.\r\n' : '\r\n')) {
        const command = data ? '.' : words ? 'WORDS' : text.slice(0, end).split(' ')[0]?.toUpperCase() ?? ''
        const line = text.slice(0, end)
        if (data) taken.push(line)
        text = text.slice(end + (data ? 5 : 2))
        data = command === 'DATA'
        words = command === 'AUTH'
        void answer(command, line)
      }
    })
  })
  return { ...peer, taken }
}

/** A mailbox of our own. `say` answers a command (without its tag and "UID") in whole lines, TAG for its tag; "BYE" hangs up. */
export function imapPeer(mails: Map<number, string>, say: (command: string) => string | undefined): Promise<Peer> {
  const usual = (command: string): string => {
    const [verb = '', which = ''] = command.split(' ')
    const raw = mails.get(Number(which)) ?? ''
    if (verb === 'CAPABILITY') return '* CAPABILITY IMAP4rev1 UIDPLUS\r\nTAG OK'
    if (verb === 'SELECT') return `* ${mails.size} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK [READ-WRITE] in`
    const [from = 1, to = Infinity] = which.split(':').map(Number)
    if (verb === 'SEARCH') return `* SEARCH ${[...mails.keys()].slice(from - 1, to).join(' ')}\r\nTAG OK`
    if (verb === 'FETCH') return raw === '' ? 'TAG OK' : `* 1 FETCH (UID ${which} BODY[] {${raw.length}}\r\n${raw})\r\nTAG OK`
    if (verb === 'EXPUNGE') mails.delete(Number(which))
    return 'TAG OK'
  }
  return listen((s) => {
    let text = ''
    s.write('* OK peer\r\n')
    s.on('data', (b) => {
      const lines = (text + b.toString('latin1')).split('\r\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const [tag = '', ...rest] = line.split(' ')
        const command = (rest[0] === 'UID' ? rest.slice(1) : rest).join(' ')
        const said = say(command) ?? usual(command)
        if (said === 'BYE') s.destroy()
        else s.write(`${said.replaceAll('TAG', tag)}\r\n`)
      }
    })
  })
}
