// A real HTTP server for one test: it answers as told and remembers what it was asked.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: unknown
}
export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}
export type Answers = (asked: Asked) => Answer | Promise<Answer>

async function read(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}

/** Starts the server and moves the test browser to it, so that relative addresses reach it. */
export async function serve(answers: Answers): Promise<Asked[]> {
  const log: Asked[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: await read(request),
      }
      log.push(asked)
      const { status, body, headers } = await answers(asked)
      const type = status >= 400 ? 'application/problem+json' : 'application/json'
      response.writeHead(status, { 'Content-Type': type, ...headers })
      response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  moveBrowser(`http://127.0.0.1:${String(port)}/`)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return log
}

function moveBrowser(url: string): void {
  ;(window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(url)
}

export function refusal(
  status: number,
  code: string,
  fields?: { name: string; code: string; detail: string }[],
): Answer {
  const detail = `Refused: ${code}`
  return { status, body: { type: 'about:blank', title: code, status, code, detail, ...(fields && { fields }) } }
}
