// HTTP as bytes: one request, one answer, nothing hidden. And server-sent events.
import http from 'node:http'

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
  bytes?: Buffer // the body as it came
  ms: number
}

export interface Ask {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

const agents = new Map<number, http.Agent>()

function agentOf(port: number): http.Agent {
  let a = agents.get(port)
  if (a === undefined) agents.set(port, (a = new http.Agent({ keepAlive: true, maxSockets: 64 })))
  return a
}

/** Lets go of a stopped server's connections. */
export function forget(port: number): void {
  agents.get(port)?.destroy()
  agents.delete(port)
}

export function ask(port: number, q: Ask, again = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const headers: Record<string, string> = { ...q.headers }
    if (q.body !== undefined && !('Content-Length' in headers || 'Transfer-Encoding' in headers)) headers['Content-Length'] = String(Buffer.byteLength(q.body))
    const req = http.request(
      { host: '127.0.0.1', port, method: q.method, path: q.path, headers, agent: again ? false : agentOf(port), timeout: 40_000 },
      (res) => {
        const parts: Buffer[] = []
        res.on('data', (b: Buffer) => parts.push(b))
        res.on('error', reject)
        res.on('end', () => {
          const bytes = Buffer.concat(parts)
          resolve({ status: res.statusCode ?? 0, headers: res.headers, text: bytes.toString('utf8'), bytes, ms: performance.now() - began })
        })
      },
    )
    req.on('timeout', () => req.destroy(new Error(`no answer within 40 s: ${q.method} ${q.path}`)))
    req.on('error', (e: NodeJS.ErrnoException) => {
      // a kept connection that the server had just closed for being idle: the request never got there
      const stale = req.reusedSocket && e.code === 'ECONNRESET' && !again
      if (stale) ask(port, q, true).then(resolve, reject)
      else reject(new Error(`${q.method} ${q.path}: ${e.message}`, { cause: e }))
    })
    req.end(q.body)
  })
}

export interface StreamEvent {
  id: string | null
  event: string
  data: string
  at: number
}

export class Stream {
  status = 0
  headers: http.IncomingHttpHeaders = {}
  readonly events: StreamEvent[] = []
  text = ''
  closed = false
  private req: http.ClientRequest | null = null
  private rest = ''

  static open(port: number, path: string, headers: Record<string, string>): Promise<Stream> {
    return new Promise((resolve, reject) => {
      const s = new Stream()
      s.req = http.request({ host: '127.0.0.1', port, path, headers, agent: false }, (res) => {
        s.status = res.statusCode ?? 0
        s.headers = res.headers
        res.setEncoding('utf8')
        res.on('data', (t: string) => s.take(t))
        res.on('error', () => (s.closed = true))
        res.on('close', () => (s.closed = true))
        if (s.status === 200) resolve(s)
        else res.on('end', () => resolve(s))
      })
      s.req.on('error', (e) => (s.closed ? undefined : reject(new Error(`the stream of ${path}: ${e.message}`, { cause: e }))))
      s.req.end()
    })
  }

  private take(t: string): void {
    this.text += t
    const blocks = (this.rest + t).split('\n\n')
    this.rest = blocks.pop() ?? ''
    for (const b of blocks) {
      const e: StreamEvent = { id: null, event: 'message', data: '', at: Date.now() }
      for (const line of b.split('\n')) {
        if (line.startsWith('id: ')) e.id = line.slice(4)
        if (line.startsWith('event: ')) e.event = line.slice(7)
        if (line.startsWith('data: ')) e.data += line.slice(6)
      }
      if (e.data !== '') this.events.push(e)
    }
  }

  /** Waits until f finds what it looks for in the events; fails after ms. */
  async until<T>(f: (events: StreamEvent[]) => T | undefined | false, ms = 5000): Promise<T> {
    for (const end = Date.now() + ms; ; await new Promise((r) => setTimeout(r, 10))) {
      const found = f(this.events)
      if (found !== undefined && found !== false) return found
      if (Date.now() > end) throw new Error(`not seen within ${ms} ms; the stream held ${JSON.stringify(this.events)}`)
    }
  }

  close(): void {
    this.closed = true
    this.req?.destroy()
  }
}
