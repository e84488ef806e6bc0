import { expect, test } from 'vitest'
import { refusal, serve } from '../test/server'
import { sessionWith } from '../test/session'
import { api, call, ifMatch, newKey } from './client'
import { expiry } from './expiry'
import { Problem } from './problem'
import { renew, signIn } from './session'

const tag = { id: 5, name: 'VIP', colour: 'red', version: 3, created_at: '2026-11-21T09:00:00.000Z' } as const
const session = sessionWith('tag.read')

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Problem)) throw new Error('no problem')
  return error
}

test('reads carry no CSRF header, changes carry it with key and version', async () => {
  const asked = await serve(({ method }) => ({ status: method === 'POST' ? 201 : 200, body: tag }))
  await call(api.GET('/tags/{id}', { params: { path: { id: 5 } } }))
  await call(api.POST('/tags', { body: { name: 'VIP' }, params: { header: { 'Idempotency-Key': 'k1' } } }))
  await call(
    api.PATCH('/tags/{id}', { body: { name: 'V' }, params: { path: { id: 5 }, header: ifMatch({ version: 3 }) } }),
  )
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/v1/tags/5',
    'POST /api/v1/tags',
    'PATCH /api/v1/tags/5',
  ])
  expect(asked[0]?.headers['x-amends-csrf']).toBeUndefined()
  expect(asked[1]?.headers).toMatchObject({ 'x-amends-csrf': '1', 'idempotency-key': 'k1' })
  expect(asked[2]?.headers).toMatchObject({ 'x-amends-csrf': '1', 'if-match': '"3"' })
  expect(asked[2]?.body).toEqual({ name: 'V' })
})

test('a refusal becomes a Problem with its fields', async () => {
  const fields = [{ name: 'name', code: 'required', detail: 'This is required.' }]
  await serve(() => refusal(422, 'invalid', fields))
  const problem = await problemOf(call(api.POST('/tags', { body: { name: '' } })))
  expect(problem).toMatchObject({ status: 422, code: 'invalid', message: 'Refused: invalid', fields })
  expect(problem.isConflict).toBe(false)
})

test('an answer that is no problem+json becomes one by its status', async () => {
  await serve(() => ({ status: 502, body: '<h1>Bad gateway</h1>', headers: { 'Retry-After': '7' } }))
  const problem = await problemOf(call(api.GET('/tags')))
  expect(problem).toMatchObject({ status: 502, code: 'http.502', retryAfter: 7, isPassing: true })
})

test('no answer at all becomes a Problem of its own', async () => {
  await serve(() => ({ status: 200, body: tag }))
  const closed = new URL('/', location.href)
  closed.port = '9'
  ;(window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(closed.href)
  expect(await problemOf(call(api.GET('/tags')))).toMatchObject({ status: 0, code: 'network.unreachable' })
})

test('a call that meets the end of the session waits and is sent again', async () => {
  let isOver = false
  const asked = await serve(({ path, method }) => {
    if (path.endsWith('/session')) {
      isOver = false
      return { status: 201, body: session }
    }
    return isOver ? refusal(401, 'session.required') : { status: method === 'POST' ? 201 : 200, body: tag }
  })
  await signIn({ email: 'ana@demo.test', password: 'x' })
  isOver = true
  const create = call(api.POST('/tags', { body: { name: 'VIP' }, params: { header: { 'Idempotency-Key': 'k2' } } }))
  await expect.poll(() => expiry.isOver()).toBe(true)

  await renew({ email: 'ana@demo.test', password: 'x' })
  expect(await create).toEqual(tag)
  expect(expiry.isOver()).toBe(false)
  const posts = asked.filter(({ path }) => path === '/api/v1/tags')
  expect(posts.map(({ body, headers }) => [body, headers['idempotency-key']])).toEqual([
    [{ name: 'VIP' }, 'k2'],
    [{ name: 'VIP' }, 'k2'],
  ])
})

test('a wrong password is a problem, not the end of a session', async () => {
  await serve(() => refusal(401, 'session.wrong'))
  expect(await problemOf(signIn({ email: 'a', password: 'b' }))).toMatchObject({ status: 401, code: 'session.wrong' })
  expect(expiry.isOver()).toBe(false)
})

test('keys differ', () => {
  expect(newKey()).not.toBe(newKey())
})
