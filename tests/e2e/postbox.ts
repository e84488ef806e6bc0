// Mail as a customer's program sends and reads it, by the real servers that scripts/test-mail starts.
import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`${name} is not set: this test needs mail servers, run it with scripts/test e2e`)
  return value
}

/** curl speaks SMTP and IMAP, and comes with Debian. */
function curl(args: string[], input = ''): string {
  const common = [
    '--silent',
    '--show-error',
    '--max-time',
    '30',
    '--ssl-reqd',
    '--cacert',
    setting('AMENDS_TEST_MAIL_CA'),
  ]
  return execFileSync('curl', [...common, ...args], { encoding: 'utf8', input })
}

/** The address of a mailbox; every name is one. */
export const addressOf = (mailbox: string) => `${mailbox}@mail.test`

export function send(from: string, to: string, headers: Record<string, string>, body: string): void {
  const head = Object.entries({ From: `Camille Roche <${from}>`, To: to, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const text = [...head, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', body, ''].join('\r\n')
  const who = `${setting('AMENDS_TEST_MAIL_USER')}:${setting('AMENDS_TEST_MAIL_PASSWORD')}`
  curl(
    ['--url', setting('AMENDS_TEST_SMTP'), '--user', who, '--mail-from', from, '--mail-rcpt', to, '--upload-file', '-'],
    text,
  )
}

export interface Mail {
  headers: Record<string, string>
  text: string
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Enough of MIME for the mails that we send: headers, and the first part in plain text. */
export function read(raw: string): Mail {
  const end = raw.search(/\r?\n\r?\n/)
  const head = raw.slice(0, end).replace(/\r?\n[ \t]+/g, ' ')
  const headers = Object.fromEntries(
    head
      .split(/\r?\n/)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = raw.slice(end).replace(/^\r?\n\r?\n/, '')
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return { headers, text: decoded(body, headers['content-transfer-encoding'] ?? '') }
  const part = body.split(`--${boundary}`)[1] ?? ''
  return { headers, text: read(part.replace(/^\r?\n/, '')).text }
}

function inbox(mailbox: string): Mail[] {
  const who = `${mailbox}:${setting('AMENDS_TEST_MAIL_PASSWORD')}`
  const url = `${setting('AMENDS_TEST_IMAP')}/INBOX`
  const found = curl(['--user', who, '--url', `${url}?ALL`])
  const ids = (/^\* SEARCH(.*)$/m.exec(found)?.[1] ?? '').trim().split(/\s+/).filter(Boolean)
  return ids.map((id) => read(curl(['--user', who, '--url', `${url};MAILINDEX=${id}`])))
}

/** Waits for a mail in which a text stands. */
export async function receive(mailbox: string, text: string): Promise<Mail> {
  const until = Date.now() + 60_000
  for (;;) {
    const all = inbox(mailbox)
    const mail = all.find((each) => each.text.includes(text))
    if (mail !== undefined) return mail
    if (Date.now() > until)
      throw new Error(
        `No mail for ${mailbox} has "${text}"; there are: ${all.map((each) => each.text).join('\n----\n')}`,
      )
    await wait(500)
  }
}
