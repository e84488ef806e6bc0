// The calls about one's own way in: passwords, sessions, tokens, and what one hears of by mail.
import { queryOptions } from '@tanstack/react-query'
import { api, call, type components } from '@/api'

type Schemas = components['schemas']

const keyed = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } })

export function setPassword(body: Schemas['password_set'], key: string): Promise<unknown> {
  return call(api.POST('/public/passwords', { body, params: keyed(key) }))
}

export function askForPassword(email: string, key: string): Promise<unknown> {
  return call(api.POST('/public/password-resets', { body: { email }, params: keyed(key) }))
}

export function register(body: Schemas['registration'], key: string): Promise<unknown> {
  return call(api.POST('/public/accounts', { body, params: keyed(key) }))
}

/** What the company says of itself to everybody. */
export const contactQuery = queryOptions({
  queryKey: ['public', 'contact'],
  queryFn: () => call(api.GET('/public/contact')),
  staleTime: Infinity,
})
