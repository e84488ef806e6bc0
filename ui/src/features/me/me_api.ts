// The calls about one's own account: where it is signed in, what programs may use it, what it hears of by mail.
import { queryOptions } from '@tanstack/react-query'
import { api, call, type components } from '@/api'

type Schemas = components['schemas']
export type SessionItem = Schemas['session_item']
export type Token = Schemas['token']
export type TokenMade = Schemas['token_made']

const byId = (id: number) => ({ params: { path: { id } } })
const keyed = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } })

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async () => (await call(api.GET('/sessions'))).items,
})

export const tokensQuery = queryOptions({
  queryKey: ['me', 'tokens'],
  queryFn: async () => (await call(api.GET('/tokens'))).items,
})

export const notificationsQuery = queryOptions({
  queryKey: ['me', 'notifications'],
  queryFn: () => call(api.GET('/session/notifications')),
})

export function endSession(session: SessionItem): Promise<unknown> {
  return call(api.DELETE('/sessions/{id}', byId(session.id)))
}

export function changePassword(body: Schemas['password_change'], key: string): Promise<unknown> {
  return call(api.POST('/session/password', { body, params: keyed(key) }))
}

export function createToken(body: Schemas['token_new'], key: string): Promise<TokenMade> {
  return call(api.POST('/tokens', { body, params: keyed(key) }))
}

export function deleteToken(token: Token): Promise<unknown> {
  return call(api.DELETE('/tokens/{id}', byId(token.id)))
}

export function putNotifications(body: Schemas['notify_setting']): Promise<Schemas['notify_setting']> {
  return call(api.PUT('/session/notifications', { body }))
}
