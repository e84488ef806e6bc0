// The one way to the server: typed by the contract, with everything that a call must carry.
import createClient, { type Middleware } from 'openapi-fetch'
import { untilRenewed, wasSignedIn } from './expiry'
import { problemFrom, unreachable } from './problem'
import type { paths } from './schema.gen'

export const BASE = '/api/v1'

function isSessionCall(request: Request): boolean {
  return new URL(request.url).pathname === `${BASE}/session`
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
}

async function sendInSession(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await send(request)
  if (response.status !== 401 || !wasSignedIn() || isSessionCall(request)) return response
  await untilRenewed()
  return send(again)
}

const headers: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-Amends-CSRF', '1')
    return request
  },
}

export const api = createClient<paths>({ baseUrl: BASE, fetch: sendInSession })
api.use(headers)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body, or a Problem thrown. */
export async function call<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw problemFrom(response, error)
  return data as T
}

/** The header that says which version a change was made on. */
export function ifMatch(object: { version: number }): { 'If-Match': string } {
  return { 'If-Match': `"${String(object.version)}"` }
}

/** A new idempotency key. randomUUID exists only on HTTPS and localhost. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
